import type { Database } from '../../duckdb/duckdb.ts';
import { append, emptyFrontier, type Frontier, leafHash } from '../../tlog/merkle.ts';
import { type LastEntries, ledgerEntries } from './ledger-entries.ts';
import type { LogEntry } from './log-entry.ts';
import { readFrontier, storeFrontier } from './stored-frontier.ts';

/** Rows that one statement inserts. */
const rowsAtATime = 2000;

/**
 * Takes everything of the ledger that the log does not have yet into the log, within the caller's
 * transaction. With nothing new it reads a few rows and writes none.
 *
 * @returns The tree of the log.
 */
export async function takeIn(database: Database): Promise<Frontier> {
  if ((await countPending(database)) === 0) return logFrontier(database);
  return appendEntries(database, await ledgerEntries(database, await lastEntries(database)));
}

/** Appends entries to the log, within the caller's transaction. */
export async function appendEntries(
  database: Database,
  entries: readonly LogEntry[],
): Promise<Frontier> {
  const before = await logFrontier(database);
  const after = entries.reduce(
    (tree, { entry }) => append(tree, leafHash(Buffer.from(entry))),
    before,
  );
  for (let from = 0; from < entries.length; from += rowsAtATime) {
    const rows = entries.slice(from, from + rowsAtATime).map(({ kind, id, entry }, index) => ({
      position: before.size + from + index,
      kind,
      id: id === null ? null : String(id),
      entry,
    }));
    await database.run(
      `insert into log_entries
       select unnest(from_json($rows, '[{"position":"BIGINT","kind":"VARCHAR","id":"BIGINT","entry":"VARCHAR"}]'), max_depth := 2)`,
      { rows: JSON.stringify(rows) },
    );
  }
  await storeFrontier(database, 'log_tree', after);
  return after;
}

/** Reads the tree of the log. */
export async function logFrontier(database: Database): Promise<Frontier> {
  return (await readFrontier(database, 'log_tree')) ?? emptyFrontier();
}

/** Counts the rows of the ledger that the log does not have yet. */
export async function countPending(database: Database): Promise<number> {
  const last = await lastEntries(database);
  const { pending } = await database.one<{ pending: bigint }>(
    `select (select count(*) from facts where kind = 'evidence' and known_sequence_number > ${last.evidence})
       + (select count(*) from invoices where position > ${last.document})
       + (select count(*) from audit where entry > ${last.audit}) as pending`,
  );
  return Number(pending);
}

async function lastEntries(database: Database): Promise<LastEntries> {
  return database.one<LastEntries & Record<string, bigint>>(
    `select coalesce(max(id) filter (kind = 'evidence'), 0) as evidence,
       coalesce(max(id) filter (kind = 'document'), 0) as document,
       coalesce(max(id) filter (kind = 'audit'), 0) as audit
     from log_entries`,
  );
}
