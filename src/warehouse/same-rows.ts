import { isDeepStrictEqual } from 'node:util';
import { type Database, quoted } from '../engines/duckdb.ts';
import type { CheckedBatch, Segment } from './load-records.ts';

/**
 * Tells of files that were read again whether each came to the rows of its batch: the same counts, the
 * same segments byte for byte, the same rejected lines.
 */
export async function haveSameRows(
  database: Database,
  files: readonly { batch: CheckedBatch; batchId: bigint }[],
): Promise<boolean[]> {
  if (files.length === 0) return [];
  const ids = files.map(({ batchId }) => batchId).join(', ');
  const batches = await database.rows<
    Record<'batch_id' | 'lines' | 'headers' | 'accepted' | 'ignored' | 'rejected', bigint>
  >(
    `select batch_id, lines, headers, accepted, ignored, rejected from batches where batch_id in (${ids})`,
  );
  const segments = await database.rows<{ batch_id: bigint; usage_date: string; sha256: string }>(
    `select batch_id, usage_date, sha256 from segments where batch_id in (${ids}) order by usage_date`,
  );
  const countsOf = new Map(
    batches.map(({ batch_id, ...counts }) => [
      batch_id,
      Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])),
    ]),
  );
  const segmentsOf = new Map<bigint, string[]>();
  for (const { batch_id, usage_date, sha256 } of segments) {
    const known = segmentsOf.get(batch_id);
    if (known === undefined) segmentsOf.set(batch_id, [`${usage_date} ${sha256}`]);
    else known.push(`${usage_date} ${sha256}`);
  }
  const answers: boolean[] = [];
  for (const { batch, batchId } of files) {
    const was = segmentsOf.get(batchId) ?? [];
    answers.push(
      isDeepStrictEqual(countsOf.get(batchId), { ...batch.counts }) &&
        isDeepStrictEqual(was, batch.segments.map(dayAndHash).sort()) &&
        (await hasSameRejects(database, batch, batchId)),
    );
  }
  return answers;
}

function dayAndHash({ usageDate, sha256 }: Segment): string {
  return `${usageDate} ${sha256}`;
}

async function hasSameRejects(
  database: Database,
  { rejectsPath }: CheckedBatch,
  batchId: bigint,
): Promise<boolean> {
  if (rejectsPath === undefined) return true;
  const rows = await database.rows(
    `select line_number, coalesce(column_name, '') as column_name, coalesce(value, '') as value, reason
     from read_parquet(${quoted(rejectsPath)})
     except all select line_number, column_name, value, reason from rejects where batch_id = ${batchId}
     limit 1`,
  );
  return rows.length === 0;
}
