import type { Database } from '../../duckdb/duckdb.ts';
import { append, emptyFrontier, type Frontier, leafHash, rootOf } from '../../tlog/merkle.ts';
import { readFrontier, storeFrontier } from './stored-frontier.ts';

/** Root of the tree over all documents up to and including one. */
interface DocumentRoot {
  number: string;
  /** Position of the document, from 1. */
  position: bigint;
  /** Lower-case hex. */
  root: string;
}

/**
 * Reads the tree over the JSON files of all issued documents, by position. Each leaf is the SHA-256 of a
 * file. The tree depends on documents alone, so the same inputs give the same root.
 */
export async function documentsFrontier(database: Database): Promise<Frontier> {
  const stored = await readFrontier(database, 'documents_tree');
  const { last } = await database.one<{ last: bigint }>(
    'select coalesce(max(position), 0) as last from invoices',
  );
  if (stored?.size === Number(last)) return stored;
  return (await files(database)).reduce(
    (frontier, { sha256 }) => withDocument(frontier, sha256),
    emptyFrontier(),
  );
}

/** Stores the tree over all documents, within the caller's transaction, for {@link documentsFrontier}. */
export function storeDocumentsFrontier(database: Database, frontier: Frontier): Promise<void> {
  return storeFrontier(database, 'documents_tree', frontier);
}

/**
 * Returns the tree with one document more.
 *
 * @param sha256 SHA-256 of its JSON file, lower-case hex.
 */
export function withDocument(frontier: Frontier, sha256: string): Frontier {
  return append(frontier, leafHash(Buffer.from(sha256, 'hex')));
}

/** Returns the root of a tree over documents as documents print it: lower-case hex. */
export function documentsRootOf(frontier: Frontier): string {
  return Buffer.from(rootOf(frontier)).toString('hex');
}

/** Calculates the root of each issued document, by position. */
export async function documentsRoots(database: Database): Promise<DocumentRoot[]> {
  let frontier = emptyFrontier();
  return (await files(database)).map(({ number, position, sha256 }) => {
    frontier = withDocument(frontier, sha256);
    return { number, position, root: documentsRootOf(frontier) };
  });
}

async function files(database: Database): Promise<DocumentFile[]> {
  return database.rows<DocumentFile>(
    'select number, position, sha256 from document_files order by position',
  );
}

interface DocumentFile {
  [column: string]: string | bigint;
  number: string;
  position: bigint;
  sha256: string;
}
