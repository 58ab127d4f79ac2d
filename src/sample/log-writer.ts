import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { mixingMacros } from './mixing.ts';

/** Writer of log files, with an in-memory DuckDB that has the macros of `mixing.ts`. */
export interface LogWriter {
  /** Runs statements, for example to create a table for several files. */
  run(sql: string): Promise<void>;
  /**
   * Writes the rows of `select`, in its order, to `path` below the workspace. The extension says
   * the format: `.csv`, `.ndjson`, `.json` (a select of one row: the document) or `.parquet`, the
   * first three also with `.gz`.
   *
   * @param lines Number of log lines, where it is not that of the rows: slots of a JSON document.
   */
  copy(path: string, select: string, lines?: number): Promise<void>;
  /** Returns the number of written files and of their log lines, without headers. */
  written(): LogCount;
  close(): void;
}

export interface LogCount {
  files: number;
  lines: number;
}

/** @param threads Threads of the database; they change only the speed. */
export async function openLogWriter(dir: string, threads?: number): Promise<LogWriter> {
  const instance = await openDatabase(threads);
  const count: LogCount = { files: 0, lines: 0 };
  const run = (sql: string) =>
    onConnection(instance, async (connection) => void (await connection.run(sql)));
  await run(mixingMacros);

  async function copy(path: string, select: string, lines?: number): Promise<void> {
    const target = join(dir, path);
    await mkdir(dirname(target), { recursive: true });
    const rows = await onConnection(instance, async (connection) => {
      const result = await connection.run(
        `copy (${select}) to ${quoted(target)} (${formatOf(path)})`,
      );
      return result.rowsChanged;
    });
    count.files += 1;
    count.lines += lines ?? rows;
  }

  return { run, copy, written: () => ({ ...count }), close: () => instance.closeSync() };
}

/** Returns text as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Returns literal rows as a relation: `values (…), (…)`. */
export function valuesOf(rows: readonly (readonly (string | number)[])[]): string {
  const literal = (value: string | number) =>
    typeof value === 'string' ? quoted(value) : `${value}`;
  return `values ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')}`;
}

function openDatabase(threads: number | undefined): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: '',
    ...(threads === undefined ? {} : { threads: `${threads}` }),
  });
}

async function onConnection<T>(
  instance: DuckDBInstance,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  try {
    await connection.run("set TimeZone = 'UTC'");
    return await use(connection);
  } finally {
    connection.closeSync();
  }
}

function formatOf(path: string): string {
  const compression = path.endsWith('.gz') ? ', compression gzip' : '';
  const extension = path.replace(/\.gz$/, '').split('.').at(-1);
  switch (extension) {
    case 'csv':
      return `format csv, header true${compression}`;
    case 'ndjson':
    case 'json':
      return `format json${compression}`;
    case 'parquet':
      return 'format parquet, compression snappy';
    default:
      throw new Error(`${path}: no log format has the extension "${extension}"`);
  }
}
