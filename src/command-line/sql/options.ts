import { isUtf8 } from 'node:buffer';
import { extname } from 'node:path';
import { buffer as readAll } from 'node:stream/consumers';
import { InvalidArgumentError } from 'commander';
import { exampleText } from '../../analyst/help/examples.ts';
import { smallestMemoryMegabytes } from '../../analyst/sandbox/limits.ts';
import { exitCodes, UserError } from '../../base/errors.ts';
import { parseMegabytes } from '../../base/memory-size.ts';
import { readSmallFile, type UnfitFile } from '../../base/small-file.ts';

export const sqlFormats = [
  'table',
  'csv',
  'json',
  'ndjson',
  'md',
  'parquet',
  'arrow',
  'arrows',
] as const;
export type SqlFormat = (typeof sqlFormats)[number];

/** Options of `imbill sql`. */
export interface SqlOptions {
  workspace: string;
  threads: number;
  json?: true;
  arrow?: true;
  file?: string;
  /** Name of a query that comes with imbill. */
  example?: string;
  /** List those instead. */
  examples?: true;
  format?: SqlFormat;
  out?: string;
  force?: true;
  param?: Record<string, string>;
  rows?: number;
  timeout?: number;
  memory?: number;
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
 * The format of a result: the one that was asked for, or that the file's name says; else a table
 * on a terminal and CSV everywhere else.
 *
 * @throws {UserError} (exit 2) If the options do not go together.
 */
export function formatOf(options: SqlOptions, isTerminal: boolean): SqlFormat {
  const { format, json, arrow, out, rows } = options;
  if (format !== undefined && (arrow || (json && out === undefined && format !== 'json'))) {
    throw wrong(
      `--format ${format} and --${arrow ? 'arrow' : 'json'} were given.\nAccepted: one of them.`,
    );
  }
  const named = format ?? (arrow ? 'arrow' : undefined) ?? formatOfFile(out);
  const chosen = named ?? (json ? 'json' : isTerminal ? 'table' : 'csv');
  if (chosen === 'parquet' && out === undefined) {
    throw wrong('Parquet is written into a file.\nName it: --out usage.parquet');
  }
  if (chosen === 'parquet' && rows !== undefined) {
    throw wrong('--rows does not go with Parquet.\nLimit the rows in the query: … limit 1000');
  }
  return chosen;
}

function formatOfFile(out: string | undefined): SqlFormat | undefined {
  if (out === undefined) return undefined;
  const format = formatOfExtension[extname(out).toLowerCase()];
  if (format) return format;
  throw wrong(
    `${out}: the name does not say in which format.\nAccepted: --format ${sqlFormats.join('|')}, or a name that ends in ${Object.keys(formatOfExtension).join(' ')}.`,
  );
}

/** The query that was given, or undefined where somebody sits at a terminal and gave none. */
export async function queryText(
  query: string | undefined,
  { file, example }: SqlOptions,
  stdin: NodeJS.ReadableStream & { isTTY?: boolean },
): Promise<string | undefined> {
  const given = [
    query === undefined ? [] : ['a query'],
    file === undefined ? [] : ['a file'],
    example === undefined ? [] : ['an example'],
  ].flat();
  if (given.length > 1) {
    const sentence = given.join(' and ');
    throw wrong(`${sentence.replace(/^a/, 'A')} were given.\nAccepted: one of them.`);
  }
  if (example !== undefined) return exampleText(example);
  if (query === undefined && file === undefined && stdin.isTTY) return undefined;
  const sql =
    query ??
    (file === undefined
      ? textOf(await readAll(stdin), 'Standard input')
      : textOf(await fileBytes(file), file));
  if (sql.trim() !== '') return sql.replace(/^\uFEFF/, '');
  throw noQuery();
}

export function noQuery(): UserError {
  return wrong(
    'There is no query.\nGive it as an argument, with -f FILE, or on standard input: imbill sql "show tables"',
  );
}

/** Refuses a query that would silently ask for other characters than it was written with. */
function textOf(bytes: Buffer, from: string): string {
  if (isUtf8(bytes)) return bytes.toString();
  throw wrong(
    `${from}: the query is not UTF-8.\nAccepted: UTF-8, with or without a byte order mark. A query in GBK: iconv -f GBK -t UTF-8 query.sql`,
  );
}

const mostQueryBytes = 16 * 1024 ** 2;

function fileBytes(file: string): Promise<Buffer> {
  return readSmallFile(file, mostQueryBytes).catch((cause: UnfitFile) => {
    const seen = cause.code === undefined ? cause.message : `cannot be read (${cause.code})`;
    throw new UserError(
      `${file}: the file ${seen}.\nName a file with a query.`,
      exitCodes.wrongUsage,
      { cause },
    );
  });
}

/** Reads `month=2026-09`; the option may be given again for another name. */
export function parameter(
  text: string,
  before: Record<string, string> = {},
): Record<string, string> {
  const [, name, value = ''] = /^(\w+)=([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined) {
    throw new InvalidArgumentError('Accepted: a name and a value, such as month=2026-09.');
  }
  if (Object.hasOwn(before, name)) {
    throw new InvalidArgumentError(`A value of ${name} was given already.`);
  }
  return { ...before, [name]: value };
}

export function memorySize(text: string): number {
  const megabytes = parseMegabytes(text, smallestMemoryMegabytes);
  if (megabytes !== undefined) return megabytes;
  throw new InvalidArgumentError('Accepted: a size from 64MB, such as 512MB or 4GB.');
}

function wrong(message: string): UserError {
  return new UserError(message, exitCodes.wrongUsage);
}
