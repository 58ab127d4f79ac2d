import { isUtf8 } from 'node:buffer';
import { buffer as readAll } from 'node:stream/consumers';
import { InvalidArgumentError } from 'commander';
import { exitCodes, UserError } from '../../base/errors.ts';
import { readSmallFile, type UnfitFile } from '../../base/small-file.ts';

/** Options that name a query. */
export interface QueryOptions {
  file?: string;
  /** Name of a query that comes with imbill. */
  example?: string;
}

/**
 * Reads the query from the argument, a file, an example or standard input.
 *
 * @returns Undefined if no query was given and standard input is a terminal.
 * @throws {UserError} (exit 2) If there is no query or more than one, or it is not UTF-8.
 */
export async function readQuery(
  query: string | undefined,
  { file, example }: QueryOptions,
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
  if (example !== undefined) {
    const { readExample } = await import('../../analyst/help/examples.ts');
    return readExample(example);
  }
  if (query === undefined && file === undefined && stdin.isTTY) return undefined;
  const sql =
    query ??
    (file === undefined
      ? decode(await readAll(stdin), 'Standard input')
      : decode(await fileBytes(file), file));
  if (sql.trim() !== '') return sql.replace(/^\uFEFF/, '');
  throw noQuery();
}

/** Returns the error for a missing query. */
export function noQuery(): UserError {
  return wrong(
    'There is no query.\nGive it as an argument, with -f FILE, or on standard input: imbill sql "show tables"',
  );
}

/** Refuses bytes that would silently become other characters. */
function decode(bytes: Buffer, from: string): string {
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

/** Parses `month=2026-09`; the option can be repeated for other names. */
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

function wrong(message: string): UserError {
  return new UserError(message, exitCodes.wrongUsage);
}
