import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Database } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { haveEqualRows } from './compare-segments.ts';
import type { CheckedBatch } from './load-records.ts';
import type { WrittenSegment } from './segments.ts';

/** A file that was read again, and the batch that holds its content. */
export interface ReadAgainFile {
  batch: Omit<CheckedBatch, 'segments'> & { segments: WrittenSegment[] };
  batchId: bigint;
}

/**
 * Tells for each file that was read again if it gave the rows of its batch: the same counts, rows a day
 * and rejected lines.
 *
 * @param root Folder of the workspace.
 */
export async function haveSameRows(
  database: Database,
  root: string,
  files: readonly ReadAgainFile[],
): Promise<boolean[]> {
  if (files.length === 0) return [];
  const ids = files.map(({ batchId }) => batchId).join(', ');
  const batches = await database.rows<
    Record<'batch_id' | 'lines' | 'headers' | 'accepted' | 'ignored' | 'rejected', bigint>
  >(
    `select batch_id, lines, headers, accepted, ignored, rejected from batches where batch_id in (${ids})`,
  );
  const segments = await database.rows<StoredSegment & { batch_id: bigint }>(
    `select batch_id, usage_date, path, sha256 from segments where batch_id in (${ids}) order by usage_date, path`,
  );
  const countsOf = new Map(
    batches.map(({ batch_id, ...counts }) => [
      batch_id,
      Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])),
    ]),
  );
  const segmentsOf = new Map<bigint, StoredSegment[]>();
  for (const { batch_id, ...segment } of segments) {
    const known = segmentsOf.get(batch_id);
    if (known === undefined) segmentsOf.set(batch_id, [segment]);
    else known.push(segment);
  }
  const answers: boolean[] = [];
  const beside = await Database.open({ threads: 1 });
  try {
    for (const { batch, batchId } of files) {
      const stored = segmentsOf.get(batchId) ?? [];
      answers.push(
        isDeepStrictEqual(countsOf.get(batchId), { ...batch.counts }) &&
          (await hasSameDays(beside, root, stored, batch.segments)) &&
          (await hasSameRejects(database, batch, batchId)),
      );
    }
  } finally {
    beside.close();
  }
  return answers;
}

interface StoredSegment {
  [column: string]: string | bigint;
  usage_date: string;
  path: string;
  sha256: string;
}

/**
 * Compares the rows of each day. Another DuckDB version writes other bytes for the same rows, and an imbill before 0.4
 * wrote one segment a day, also of a large file.
 */
async function hasSameDays(
  beside: Database,
  root: string,
  stored: readonly StoredSegment[],
  written: readonly WrittenSegment[],
): Promise<boolean> {
  const before = byDay(
    stored.map(({ usage_date, path, sha256 }) => [usage_date, join(root, path), sha256]),
  );
  const now = byDay(
    written.map(({ usageDate, writtenPath, sha256 }) => [usageDate, writtenPath, sha256]),
  );
  if (before.size !== now.size || ![...before.keys()].every((day) => now.has(day))) return false;
  for (const [day, { paths, hashes }] of before) {
    const other = now.get(day)!;
    if (isDeepStrictEqual(hashes, other.hashes)) continue;
    if (!(await haveEqualRows(beside, paths, other.paths))) return false;
  }
  return true;
}

interface DaySegments {
  paths: string[];
  hashes: string[];
}

/** Groups segments by day, in their order. */
function byDay(segments: [day: string, path: string, sha256: string][]): Map<string, DaySegments> {
  const days = new Map<string, DaySegments>();
  for (const [day, path, sha256] of segments) {
    const known = days.get(day) ?? { paths: [], hashes: [] };
    known.paths.push(path);
    known.hashes.push(sha256);
    days.set(day, known);
  }
  return days;
}

async function hasSameRejects(
  database: Database,
  { rejectsPath }: CheckedBatch,
  batchId: bigint,
): Promise<boolean> {
  if (rejectsPath === undefined) return true;
  const rows = await database.rows(
    `select line_number, coalesce(column_name, '') as column_name, coalesce(value, '') as value, reason
     from ${parquetRows(rejectsPath)}
     except all select line_number, column_name, value, reason from rejects where batch_id = ${batchId}
     limit 1`,
  );
  return rows.length === 0;
}
