import { join } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { Database } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { queryText } from '../duckdb/query-text.ts';
import { kindTable } from '../metrics/source-kinds.ts';
import type { KnownDelivery } from './known-files.ts';
import type { DeliveredContent } from './load-records.ts';
import { findRemovedDay, type RemovedMonths, removedMonths } from './removed-rows.ts';
import type { WrittenSegment } from './segments.ts';

/** Erased rows of loaded files, which must not come back with a file that is read again. */
export interface ErasedRows {
  removed: RemovedMonths;
  /** Segments of batches of which a user was erased, absolute, by batch. */
  segments: ReadonlyMap<bigint, readonly string[]>;
  /** Ids of these batches, by source and content. */
  batches: ReadonlyMap<string, bigint>;
  /** Texts in the place of ids. */
  tokens: readonly string[];
}

/** A file that was read, and what it was before. */
interface ReadFile {
  content: Pick<DeliveredContent, 'source' | 'path' | 'sha256'>;
  before: KnownDelivery | undefined;
}

/** Reads what was erased. */
export async function readErased(database: Database, root: string): Promise<ErasedRows> {
  const rows = await database.rows<{
    [column: string]: string | bigint;
    batch_id: bigint;
    content: string;
    path: string;
  }>(queryText('erase/segments_without_users'));
  const segments = new Map<bigint, string[]>();
  const batches = new Map<string, bigint>();
  for (const { batch_id, content, path } of rows) {
    segments.set(batch_id, [...(segments.get(batch_id) ?? []), join(root, path)]);
    batches.set(content, batch_id);
  }
  const tokens = await database.rows<{ token: string }>('select distinct token from erased_tokens');
  return {
    ...{ removed: await removedMonths(database), segments, batches },
    tokens: tokens.map(({ token }) => token),
  };
}

/**
 * Refuses rows of a file that would bring back what was erased: a user, or rows of a month without raw rows, which
 * cannot be counted with those that are gone.
 *
 * @throws {UserError} (exit 3) If they would.
 */
export async function assertNothingComesBack(
  erased: ErasedRows,
  { content, before }: ReadFile,
  written: readonly WrittenSegment[],
): Promise<void> {
  const { source, path, sha256 } = content;
  const days = written.map(({ usageDate }) => usageDate);
  const day = findRemovedDay(erased.removed, source, days);
  if (day !== undefined)
    throw new UserError(
      `${path}: it has ${source} of ${day}, and the raw ${source} of that month were removed by imbill retain. They cannot be counted together.\nAccepted: rows of months that have their raw rows.\nRemove the file, or its rows of that month. A charge for them needs a purchase or a contract.`,
      exitCodes.badInput,
    );
  const batchId = erasedBatchOf(erased, content, before);
  const former = batchId === undefined ? [] : erased.segments.get(batchId)!;
  if (former.length === 0) return;
  const lost = await tokensLost(
    erased.tokens,
    former,
    written.map(({ writtenPath }) => writtenPath),
  );
  if (lost.length === 0) return;
  throw new UserError(
    `${path}: a user was erased from its rows, and it would bring the user back (content ${sha256.slice(0, 12)}).\nAccepted: the file with the token that imbill erase told (erased-…) in place of the id, so that all counts stay.\nReplace the id in the file, or remove the file: its rows stay in the lake.`,
    exitCodes.badInput,
  );
}

function erasedBatchOf(
  { batches, segments }: ErasedRows,
  { source, sha256 }: ReadFile['content'],
  before: KnownDelivery | undefined,
): bigint | undefined {
  const former = before?.state === 'counts' && segments.has(before.batchId);
  return former ? before.batchId : batches.get(`${source} ${sha256}`);
}

/** Lists the tokens of erased users that the written rows do not have. */
async function tokensLost(
  tokens: readonly string[],
  former: readonly string[],
  written: readonly string[],
): Promise<string[]> {
  const database = await Database.open({ threads: 1 });
  try {
    const { user_id: type } = kindTable.logins.stored;
    const now =
      written.length === 0
        ? `select cast(null as ${type}) as user_id where false`
        : `select user_id from ${parquetRows(written)}`;
    await database.run('create temp table tokens (token varchar)');
    await database.append(
      'tokens',
      tokens.map((token) => [token]),
    );
    await database.run(`create temp view written_rows as ${now}`);
    await database.run(
      `create temp view former_rows as select user_id from ${parquetRows(former)}`,
    );
    const rows = await database.rows<{ token: string }>(queryText('erase/lost_tokens'));
    return rows.map(({ token }) => token);
  } finally {
    database.close();
  }
}
