import { join } from 'node:path';
import { Database, quoted } from '../../src/duckdb/duckdb.ts';
import type { ExactRow, ExactValue } from '../../src/spark/exact-rows.ts';

/** Columns of the rows of metrics, with their types. */
const columns = {
  app_id: 'varchar',
  metric: 'varchar',
  usage_date: 'date',
  numerator: 'decimal(38, 9)',
  denominator: 'bigint',
  peak_at: 'timestamp',
} as const;

/** Rows that are held in memory until they are written, about 100 bytes each. */
const mostRows = 400_000;
const memoryLimit = '160MiB';

/**
 * Writes the rows of metrics, as they come, into Parquet files.
 *
 * @returns Paths of the files; at least one, which tells the columns.
 */
export async function writeResultRows(
  batches: AsyncIterable<readonly ExactRow[]>,
  folder: string,
  rowsAFile = mostRows,
): Promise<string[]> {
  const database = await Database.open({ threads: 1, memoryLimit, spillFolder: folder });
  const paths: string[] = [];
  const names = Object.keys(columns);
  let held = 0;
  const write = async () => {
    const path = join(folder, `rows-${paths.length}.parquet`);
    const typed = Object.entries(columns).map(
      ([name, type]) => `cast(${name} as ${type}) as ${name}`,
    );
    await database.run(`copy (select ${typed.join(', ')} from result)
      to ${quoted(path)} (format parquet)`);
    await database.run('truncate result');
    paths.push(path);
    held = 0;
  };
  try {
    await database.run(
      `create table result (${names.map((name) => `${name} varchar`).join(', ')})`,
    );
    for await (const rows of batches) {
      await database.append(
        'result',
        rows.map((row) => names.map((name) => textOf(row[name]))),
      );
      held += rows.length;
      if (held >= rowsAFile) await write();
    }
    if (held > 0 || paths.length === 0) await write();
    return paths;
  } finally {
    database.close();
  }
}

function textOf(value: ExactValue | undefined): string | null {
  if (value === undefined) throw new Error('A row of Spark lacks a column');
  return value === null ? null : String(value);
}
