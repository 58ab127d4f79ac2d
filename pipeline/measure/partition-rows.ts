import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '../../src/duckdb/duckdb.ts';
import { onAllWorkers, type Workers } from '../effects/workers.ts';
import { type Counting, createInputs, type Part } from './measurement.ts';

/** With more parts than this, dealing the rows out once is cheaper than reading all of them for each part. */
export const manyParts = 8;
/** Files that a worker writes at a time. */
const mostBuckets = 64;
/** Files that are read once or twice need not be small. */
const dealtOptions = 'format parquet, compression uncompressed, dictionary_size_limit 2000';

/** Files with the rows of a part, at least one; some hold rows of other parts, too. */
export type DealtFiles = (part: number) => string[];

/** Deals the rows that a counting reads out to files by their parts: each row is read and written once. */
export async function dealOut(
  workers: Workers,
  counting: Counting,
  { column, parts }: Omit<Part, 'part'>,
): Promise<DealtFiles> {
  const buckets = Math.min(parts, mostBuckets);
  const shares = Math.min(workers.count, counting.paths.length);
  const files = await onAllWorkers(workers, shares, async (database, share) => {
    const paths = counting.paths.filter((_, index) => index % shares === share);
    const staged = `stg_${counting.source}`;
    await createInputs(database, { ...counting, paths }, { relations: [staged] });
    const folder = join(counting.folder, `dealt-${parts}-${share}`);
    const rowGroup = rowsInMemory(await database.memoryLimit(), buckets);
    await database.run(`copy (select *, hash(${column}) % ${parts} % ${buckets} as bucket from ${staged})
      to ${quoted(folder)} (${dealtOptions}, partition_by (bucket), row_group_size ${rowGroup})`);
    return filesBelow(folder);
  });
  const all = files.flat();
  return (part) => {
    const own = all.filter((path) => path.includes(`/bucket=${part % buckets}/`));
    // Where few values have many rows, a bucket may have none: any file tells the columns.
    return own.length > 0 ? own : all.slice(0, 1);
  };
}

/**
 * Rows of each bucket that stay in memory until they are written, of about 70 bytes, in half of it; in
 * DuckDB's steps. Of many small row groups it would hold as many descriptions to the end.
 */
function rowsInMemory(limit: number, buckets: number): number {
  return Math.max(1, Math.floor(limit / 2 / 70 / buckets / 2048)) * 2048;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'));
}
