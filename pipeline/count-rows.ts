import { join } from 'node:path';
import { type Database, isOutOfMemory, quoted, quotedList } from '../src/engines/duckdb.ts';
import { addsUpOver } from '../src/engines/sql-files.ts';

/** What is counted into rows of one shape, and where these are written. */
export interface Counting {
  /** Metrics of sql/metrics, all from the same source. */
  metrics: readonly string[];
  /** Column that says of which day or month a row is. */
  dateColumn: 'usage_date' | 'usage_month';
  /** Delivered rows that are read; from it follows in how many parts is tried first. */
  rows: number;
  /** Folder for files of this counting alone. */
  folder: string;
  /** Makes the relations that the metrics read, of the delivered rows that fulfil an SQL condition. */
  createInputs: (condition: string) => Promise<void>;
}

/** Of DuckDB's data for each delivered row: a set of users takes 70 bytes a user, who logs in often. */
const bytesARow = 16;
const mostParts = 4096;

/**
 * Counts metrics into Parquet files of app_id, metric, usage_date, numerator, denominator, peak_at.
 *
 * Where the sets of distinct values do not fit into the memory of the instance, what a metric adds
 * up over is dealt out to parts by its hash, and the parts are counted one after the other: the sums
 * are the same. DuckDB's own spilling gives up too early to rely on.
 *
 * @returns Their paths.
 */
export async function countRows(database: Database, counting: Counting): Promise<string[]> {
  const columns = [...new Set(counting.metrics.map(addsUpOver))];
  const paths: string[] = [];
  for (const column of columns) {
    const metrics = counting.metrics.filter((metric) => addsUpOver(metric) === column);
    const name = join(counting.folder, `${column ?? 'whole'}.parquet`);
    if (column === undefined)
      paths.push(await countWhole(database, { ...counting, metrics }, name));
    else paths.push(await countInParts(database, { ...counting, metrics }, column, name));
  }
  return paths;
}

async function countWhole(database: Database, counting: Counting, path: string): Promise<string> {
  await counting.createInputs('true');
  await database.run(
    `copy (${await rowsSql(database, counting)}) to ${quoted(path)} (format parquet)`,
  );
  return path;
}

async function countInParts(
  database: Database,
  counting: Counting,
  column: string,
  path: string,
): Promise<string> {
  const limit = await database.memoryLimit();
  let parts = Math.max(1, Math.ceil((counting.rows * bytesARow) / limit));
  for (;;) {
    try {
      return await countParts(database, counting, { column, parts, path });
    } catch (error) {
      if (!isOutOfMemory(error) || parts >= mostParts) throw error;
      parts *= 2;
    }
  }
}

async function countParts(
  database: Database,
  counting: Counting,
  { column, parts, path }: { column: string; parts: number; path: string },
): Promise<string> {
  if (parts === 1) return countWhole(database, counting, path);
  const paths: string[] = [];
  for (let part = 0; part < parts; part++) {
    await counting.createInputs(`hash(${column}) % ${parts} = ${part}`);
    const partPath = `${path}.${part}`;
    await database.run(
      `copy (${await rowsSql(database, counting)}) to ${quoted(partPath)} (format parquet)`,
    );
    paths.push(partPath);
  }
  await database.run(`copy (
      select app_id, metric, usage_date, cast(sum(numerator) as decimal(38, 9)) as numerator,
        cast(1 as bigint) as denominator, cast(null as timestamp) as peak_at
      from read_parquet(${quotedList(paths)}) group by app_id, metric, usage_date
    ) to ${quoted(path)} (format parquet)`);
  return path;
}

/** All metrics as rows of one shape; a metric need not have a divisor or a peak's time. */
async function rowsSql(database: Database, { metrics, dateColumn }: Counting): Promise<string> {
  const selects: string[] = [];
  for (const metric of metrics) {
    const described = await database.rows<{ column_name: string }>(`describe ${metric}`);
    const has = (name: string) => described.some(({ column_name }) => column_name === name);
    selects.push(`select app_id, ${quoted(metric)} as metric, ${dateColumn} as usage_date,
        cast(quantity as decimal(38, 9)) as numerator,
        cast(${has('divisor') ? 'divisor' : '1'} as bigint) as denominator,
        ${has('peak_at') ? 'peak_at' : 'cast(null as timestamp)'} as peak_at
      from ${metric}`);
  }
  return selects.join('\nunion all\n');
}
