import { sep } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { quoted } from './duckdb.ts';

/** Options that keep a file's path out of its rows: a folder `key=value` would replace the file's own column. */
const ownColumns = 'hive_partitioning = false';

/** Returns the options of a reader. It reads files of different columns together only if an option asks for it. */
function optionsOf(options: readonly string[]): string[] {
  const isUnion = options.some((option) => option.startsWith('union_by_name'));
  return [ownColumns, ...(isUnion ? [] : ['union_by_name = false']), ...options];
}

/** Returns SQL of the rows of Parquet files that all have the columns of the first. */
export function parquetRows(paths: string | readonly string[], ...options: string[]): string {
  return parquetRowsAt(literal(paths), ...options);
}

/** Returns SQL of the rows of Parquet files that match a DuckDB pattern, given as an SQL expression. */
export function parquetRowsAt(expression: string, ...options: string[]): string {
  return `read_parquet(${[expression, ...optionsOf(options)].join(', ')})`;
}

/**
 * Returns SQL of the rows of CSV files, read by one thread: DuckDB's parallel reader loses rows silently. Of several
 * files, `file_index` counts from 0.
 *
 * @param options Options with the columns: nothing is guessed.
 */
export function csvRows(paths: string | readonly string[], ...options: string[]): string {
  const all = [literal(paths), 'auto_detect = false', 'parallel = false', ...optionsOf(options)];
  return `read_csv(${all.join(', ')})`;
}

/** Returns SQL of one row with the `content` of a text file. */
export function wholeText(path: string): string {
  return `read_text(${literal(path)})`;
}

/** Returns SQL of the footers of Parquet files, one row a file, with `num_rows`. */
export function parquetFooters(paths: string | readonly string[]): string {
  return `parquet_file_metadata(${literal(paths)})`;
}

/** Returns SQL of the columns of Parquet files by row group, with their statistics. */
export function parquetColumns(paths: string | readonly string[]): string {
  return `parquet_metadata(${literal(paths)})`;
}

/** Returns SQL of the elements of a Parquet file's schema, in its order. */
export function parquetNames(path: string): string {
  return `parquet_schema(${literal(path)})`;
}

function literal(paths: string | readonly string[]): string {
  if (typeof paths === 'string') return quoted(patternOf(paths));
  return `[${paths.map((path) => quoted(patternOf(path))).join(', ')}]`;
}

/**
 * Returns the DuckDB pattern that only this path matches. In a pattern with `*`, `?` or `[`, each `\` ends a folder's
 * name.
 *
 * @throws {UserError} (exit 3) If no pattern names the path.
 */
function patternOf(path: string): string {
  const pattern = path.replaceAll(/[*?[]/g, '[$&]');
  if (pattern === path || sep === '\\' || !path.includes('\\')) return pattern;
  throw new UserError(
    `${JSON.stringify(path)} cannot be read: its path holds a \\ and one of * ? [.\nAccepted: paths without \\.\nRename the file or the folder, and run again.`,
    exitCodes.badInput,
  );
}
