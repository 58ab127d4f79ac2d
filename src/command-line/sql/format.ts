import { extname } from 'node:path';
import { exitCodes, UserError } from '../../base/errors.ts';
import type { SqlFormat } from '../../jobs/sql.ts';

export const sqlFormats = [
  'table',
  'line',
  'csv',
  'json',
  'ndjson',
  'md',
  'parquet',
  'arrow',
  'arrows',
] as const satisfies readonly SqlFormat[];

/** Options that decide the format of a query's result. */
export interface FormatOptions {
  format?: SqlFormat;
  json?: true;
  arrow?: true;
  out?: string;
  rows?: number;
}

const formatOfExtension: Record<string, SqlFormat> = {
  '.txt': 'table',
  '.csv': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.md': 'md',
  '.parquet': 'parquet',
  '.arrow': 'arrow',
  '.feather': 'arrow',
  '.arrows': 'arrows',
};

/**
 * Returns the chosen format, or that of the file's name. Without both it is a table on a terminal,
 * and CSV elsewhere.
 *
 * @throws {UserError} (exit 2) If the options contradict each other.
 */
export function chooseFormat(options: FormatOptions, isTerminal: boolean): SqlFormat {
  const { format, json, arrow, out, rows } = options;
  if (json && out === undefined && (format ?? 'json') !== 'json')
    throw wrong(`--format ${format} and --json were given.\nAccepted: one of them.`);
  const named =
    format ?? (arrow ? 'arrow' : undefined) ?? (out === undefined ? undefined : formatOfFile(out));
  const chosen = named ?? (json ? 'json' : isTerminal ? 'table' : 'csv');
  if (chosen === 'parquet' && out === undefined) {
    throw wrong('Parquet needs a file.\nName it: --out usage.parquet');
  }
  if (chosen === 'parquet' && rows !== undefined) {
    throw wrong('--rows does not work with Parquet.\nLimit the rows in the query: … limit 1000');
  }
  return chosen;
}

/**
 * Returns the format that a file's name says.
 *
 * @throws {UserError} (exit 2) If it says none.
 */
export function formatOfFile(out: string): SqlFormat {
  const format = formatOfExtension[extname(out).toLowerCase()];
  if (format) return format;
  throw wrong(
    `${out}: the name does not end in a known format.\nAccepted: --format ${sqlFormats.join('|')}, or a name that ends in ${Object.keys(formatOfExtension).join(' ')}.`,
  );
}

function wrong(message: string): UserError {
  return new UserError(message, exitCodes.wrongUsage);
}
