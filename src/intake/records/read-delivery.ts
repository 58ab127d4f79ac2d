import { join } from 'node:path';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { type ByteWork, onThisThread } from '../bytes/byte-work.ts';
import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import { checkFile } from './check-file.ts';
import { findFailureWords } from './failure-words.ts';
import type { LineCounts } from './judge-records.ts';
import type { SourceSettings } from './source-settings.ts';
import { type RowsOfDay, writeRows } from './write-rows.ts';

/*
 * How a file comes in. It passes each step once:
 *
 *   1. find     delivered-files   the globs of imbill.yaml → files
 *   2. verify   bytes/            bytes → hash, expanded content, and how its text looks
 *   3. open     open-file         CSV, NDJSON, JSON or Parquet → records, lines, headers, rejects
 *   4. judge    judge-records     records → rows and rejects
 *   5. write    write-rows        rows → a Parquet file a billing day
 *   6. record   warehouse/        those files → segments of the lake, and a batch
 *
 * 3 to 5 are here and run in one DuckDB instance. What that instance knows of the workspace, the source and the
 * file are variables, set in staging-variables alone.
 */

/** A delivered file that was read: every line is accounted for, and its rows are written. */
export interface ReadDelivery {
  counts: LineCounts;
  days: RowsOfDay[];
  /** Parquet file of the rejected lines; absent where there are none. */
  rejectsPath?: string;
  /** Words of `result` of a file of which no login succeeded. */
  failureWords?: string[];
}

/**
 * Reads a verified file and writes its rows and rejects into its scratch folder.
 *
 * @param bytes Does the work on the bytes of the file.
 * @throws {UserError} If the file is refused.
 */
export async function readDelivery(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
  bytes: ByteWork = onThisThread,
): Promise<ReadDelivery> {
  const folder = delivery.scratchDir;
  const straightPath = join(folder, 'rows.parquet');
  const checked = await checkFile(database, delivery, source, straightPath, bytes);
  const failureWords = await findFailureWords(database, source, checked);
  const days = await writeRows(database, source, checked, folder);
  const rejectsPath = await writeRejects(database, checked.counts, folder);
  return {
    counts: checked.counts,
    days,
    ...(rejectsPath !== undefined && { rejectsPath }),
    ...(failureWords !== undefined && { failureWords }),
  };
}

async function writeRejects(
  database: Database,
  { rejected }: LineCounts,
  folder: string,
): Promise<string | undefined> {
  if (rejected === 0) return undefined;
  const path = join(folder, 'rejects.parquet');
  await database.run(
    `copy (select * from rejected order by line_number) to ${quoted(path)} (format parquet)`,
  );
  return path;
}
