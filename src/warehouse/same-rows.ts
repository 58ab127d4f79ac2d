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
    `select batch_id, usage_date, path, sha256 from segments where batch_id in (${ids}) order by usage_date`,
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

/** Compares the rows of each day. Another DuckDB version writes other bytes for the same rows. */
async function hasSameDays(
  beside: Database,
  root: string,
  stored: readonly StoredSegment[],
  written: readonly WrittenSegment[],
): Promise<boolean> {
  const days = written.toSorted((a, b) => (a.usageDate < b.usageDate ? -1 : 1));
  const isSameDay = (segment: StoredSegment, index: number) =>
    segment.usage_date === days[index]!.usageDate;
  if (stored.length !== days.length || !stored.every(isSameDay)) return false;
  const others = stored
    .map(({ path, sha256 }, index) => ({ path, sha256, day: days[index]! }))
    .filter(({ sha256, day }) => sha256 !== day.sha256);
  for (const { path, day } of others)
    if (!(await haveEqualRows(beside, join(root, path), day.writtenPath))) return false;
  return true;
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
