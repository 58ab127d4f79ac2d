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
  return rootsOfFiles(await files(database), () => true);
}

/** Calculates the roots of some documents, by number: lower-case hex. */
export async function documentsRootsOf(
  database: Database,
  numbers: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(numbers);
  if (wanted.size === 0) return new Map();
  const roots = rootsOfFiles(await files(database), ({ number }) => wanted.has(number));
  return new Map(roots.map(({ number, root }) => [number, root]));
}

/**
 * Calculates the roots of some documents from the files of all.
 *
 * @param files JSON files by position, from the first document on.
 * @param isWanted Tells if the root of a document is wanted: each takes about 20 hashes more.
 */
export function rootsOfFiles(
  files: readonly DocumentFile[],
  isWanted: (file: DocumentFile) => boolean,
): DocumentRoot[] {
  let frontier = emptyFrontier();
  return files.flatMap((file) => {
    frontier = withDocument(frontier, file.sha256);
    if (!isWanted(file)) return [];
    const { number, position } = file;
    return [{ number, position, root: documentsRootOf(frontier) }];
  });
}

async function files(database: Database): Promise<DocumentFile[]> {
  return database.rows<DocumentFile>(
    'select number, position, sha256 from document_files order by position',
  );
}

/** The JSON file of an issued document. */
export interface DocumentFile {
  [column: string]: string | bigint;
  number: string;
  /** From 1. */
  position: bigint;
  /** Lower-case hex. */
  sha256: string;
}
