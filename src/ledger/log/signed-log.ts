import type { Database } from '../../duckdb/duckdb.ts';
import type { KeptCheckpoint } from '../../proof/choose-checkpoint.ts';
import { HashTree } from '../../tlog/hash-tree.ts';
import { leafHash } from '../../tlog/merkle.ts';

/** Entries that are read at a time. */
const entriesAtATime = 20_000;

/** Reads the whole log as a tree, to make many proofs of it. Entries are not kept in memory. */
export async function readLogTree(database: Database): Promise<HashTree> {
  const leaves: Uint8Array[] = [];
  for (;;) {
    const rows = await database.rows<{ entry: string }>(
      `select entry from log_entries
       where position >= ${leaves.length} and position < ${leaves.length + entriesAtATime}
       order by position`,
    );
    for (const { entry } of rows) leaves.push(leafHash(Buffer.from(entry)));
    if (rows.length < entriesAtATime) return HashTree.of(leaves);
  }
}

/** Reads all signed checkpoints, by size. */
export async function readCheckpoints(database: Database): Promise<KeptCheckpoint[]> {
  const rows = await database.rows<{ size: bigint; note: string; timestamp_reply: string | null }>(
    'select size, note, timestamp_reply from log_checkpoints order by size',
  );
  return rows.map(({ size, note, timestamp_reply: reply }) => ({
    size: Number(size),
    note,
    ...(reply !== null && { timestampReply: reply }),
  }));
}

/** The log entry of a document. */
export interface DocumentLeaf {
  index: number;
  /** Canonical JSON, as it was hashed. */
  entry: string;
}

/** Reads the log entries of documents, by position in the ledger. A document that is not in the log yet has none. */
export async function readDocumentLeaves(
  database: Database,
  positions: readonly bigint[],
): Promise<Map<bigint, DocumentLeaf>> {
  const rows = await database.rows<{ id: bigint; position: bigint; entry: string }>(
    `select id, position, entry from log_entries
     where kind = 'document' and id in (select unnest(from_json($positions, '["BIGINT"]')))
     order by position desc`,
    { positions: `[${positions.join(',')}]` },
  );
  return new Map(rows.map(({ id, position, entry }) => [id, { index: Number(position), entry }]));
}
