import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '../../src/duckdb/duckdb.ts';
import { onAllWorkers, type Workers } from '../effects/workers.ts';
import { createInputs, type Measurement, type Part } from './measurement.ts';

/** With more parts than this, writing the rows once by part is cheaper than reading all of them for each part. */
export const manyParts = 8;
/** Files that a worker writes at a time. */
const mostBuckets = 64;
/** Files that are read once or twice need not be small. */
const fileOptions = 'format parquet, compression uncompressed, dictionary_size_limit 2000';

/** Lists files with the rows of a part, at least one; some hold rows of other parts, too. */
export type FilesOfPart = (part: number) => string[];

/** Writes the rows that a measurement reads to files by part. Each row is read and written once. */
export async function partitionRows(
  workers: Workers,
  measurement: Measurement,
  { column, parts }: Omit<Part, 'part'>,
): Promise<FilesOfPart> {
  const buckets = Math.min(parts, mostBuckets);
  const shares = Math.min(workers.count, measurement.paths.length);
  const files = await onAllWorkers(workers, shares, async (database, share) => {
    const paths = measurement.paths.filter((_, index) => index % shares === share);
    const staged = `stg_${measurement.source}`;
    await createInputs(database, { ...measurement, paths }, { relations: [staged] });
    const folder = join(measurement.folder, `parts-${parts}-${share}`);
    const rowGroup = rowsInMemory(await database.memoryLimit(), buckets);
    await database.run(`copy (select *, hash(${column}) % ${parts} % ${buckets} as bucket from ${staged})
      to ${quoted(folder)} (${fileOptions}, partition_by (bucket), row_group_size ${rowGroup})`);
    return filesBelow(folder);
  });
  const all = files.flat();
  return (part) => {
    const own = all.filter((path) => path.includes(`/bucket=${part % buckets}/`));
    // If few values have many rows, a bucket may have none. Any file tells the columns.
    return own.length > 0 ? own : all.slice(0, 1);
  };
}

/**
 * Returns how many rows of each bucket stay in memory until they are written, in DuckDB's steps. A row takes about 70
 * bytes, and all rows together half of the memory. Each row group has a description that stays to the end.
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
