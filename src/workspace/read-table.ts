import { CsvError, parse } from 'csv-parse/sync';
import { exitCodes, UserError } from '../base/errors.ts';
import { nearestName } from '../base/nearest-name.ts';
import { readSmallFile, refusedFile, type UnfitFile } from '../base/small-file.ts';
import { changesAmount } from './changes-amount.ts';
import { isSameName, isTypo } from './is-typo.ts';

/** A record of a reference CSV and its line. */
export interface TableRow {
  /** Physical line, the first is 1. */
  line: number;
  /** Column → text as delivered; empty where the column is not there. */
  values: Record<string, string>;
}

export interface TableColumns {
  required: readonly string[];
  optional: readonly string[];
  /** Beginning of the names of further columns that are read. */
  prefix?: string;
  /** Names of further columns that would change an amount in this file only. */
  alsoRefused?: readonly string[];
}

/**
 * Reads the rows of a small CSV file that money depends on: any defect refuses the file.
 *
 * @param name Workspace-relative path, for messages.
 * @returns No rows if the file does not exist and `isOptional`.
 * @throws {UserError} (exit 3) With file, line and problem.
 */
export async function readTable(
  path: string,
  name: string,
  columns: TableColumns,
  isOptional: boolean,
): Promise<TableRow[]> {
  const bytes = await readSmallFile(path).catch((error: UnfitFile) => {
    if (error.code === 'ENOENT') return undefined;
    throw refusedFile(name, error);
  });
  if (bytes === undefined) {
    if (isOptional) return [];
    throw refusal(name, 'there is no such file', `a CSV file with ${columns.required.join(', ')}`);
  }
  const records = parseRecords(decode(bytes, name), name);
  const [header, ...rows] = records;
  if (header === undefined) throw refusal(name, 'the file is empty', 'a header line');
  checkHeader(header, name, columns);
  const read = rows.map(({ line, record }) => ({
    line,
    values: valuesOf(record, header, columns),
  }));
  const unfit = read.flatMap((row) => unfitTexts(row, name));
  if (unfit.length === 0) return read;
  throw new UserError(`${unfit.join('\n')}\n${nextStep}`, exitCodes.badInput);
}

const nextStep = 'Correct the file and run the command again.';

function valuesOf(
  record: readonly string[],
  header: ParsedRecord,
  { required, optional, prefix }: TableColumns,
): Record<string, string> {
  const further = header.record.filter((column) => hasPrefix(column, prefix));
  return Object.fromEntries(
    [...required, ...optional, ...further].map((column) => {
      const index = header.record.indexOf(column);
      return [column, index < 0 ? '' : (record[index] ?? '').replace(/^[ \t]+|[ \t]+$/g, '')];
    }),
  );
}

function hasPrefix(column: string, prefix: string | undefined): boolean {
  return prefix !== undefined && column.startsWith(prefix) && column.length > prefix.length;
}

/** Columns in which a line break is part of the text. */
const namesOfPeople = ['name', 'app_name', 'address'];

/** Finds values with invisible characters: ids are compared byte for byte. */
function unfitTexts({ line, values }: TableRow, name: string): string[] {
  return Object.entries(values).flatMap(([column, value]) => {
    const text = namesOfPeople.includes(column) ? value.replaceAll(/\r?\n/g, ' ').trim() : value;
    const unfit = text.match(/^\s|\s$|[\p{Cc}\u200B\uFEFF]/u)?.[0];
    if (unfit === undefined) return [];
    const code = unfit.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    const problem = `which holds the invisible character U+${code}`;
    return [rowProblem(name, line, column, value, problem, 'text without it')];
  });
}

/** Describes the error of one row. */
export function rowProblem(
  name: string,
  line: number,
  column: string,
  value: string,
  problem: string,
  accepted: string,
): string {
  const seen =
    value === '' ? `${column} is empty` : `${column} is ${JSON.stringify(value)}, ${problem}`;
  return `${name}, line ${line}: ${seen}.\nAccepted: ${accepted}.`;
}

interface ParsedRecord {
  line: number;
  record: string[];
}

function decode(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refusal(name, 'the text is not UTF-8', 'UTF-8', cause);
  }
}

function parseRecords(text: string, name: string): ParsedRecord[] {
  try {
    const parsed = parse(text, {
      info: true,
      skip_empty_lines: true,
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as unknown as {
      info: { lines: number };
      record: string[];
    }[];
    return parsed.map(({ info, record }) => ({ line: info.lines, record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refusal(name, error.message, 'CSV (RFC 4180) with as many fields as the header', error);
  }
}

function checkHeader({ record }: ParsedRecord, name: string, columns: TableColumns): void {
  const { required, optional } = columns;
  const repeated = record.find((column, index) => record.indexOf(column) !== index);
  if (repeated !== undefined) {
    throw refusal(`${name}, line 1`, `the column "${repeated}" is there twice`, 'each column once');
  }
  const accepted = acceptedColumns(columns);
  const absent = [...required, ...optional].filter((column) => !record.includes(column));
  const unused = record.filter(
    (column) => ![...required, ...optional].includes(column) && !hasPrefix(column, columns.prefix),
  );
  for (const column of absent) {
    const isOptional = optional.includes(column);
    const nearest = isOptional
      ? unused.find((other) => isTypo(other, column))
      : nearestName(column, unused);
    if (nearest === undefined && isOptional) continue;
    const seen = nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
    throw refusal(`${name}, line 1`, `there is no column "${column}"${seen}`, accepted);
  }
  checkUnusedColumns(unused, name, columns);
}

/** Refuses columns that are not read although money may depend on them. */
function checkUnusedColumns(unused: readonly string[], name: string, columns: TableColumns): void {
  const { required, optional, alsoRefused = [] } = columns;
  const accepted = acceptedColumns(columns);
  for (const column of unused) {
    const known = [...required, ...optional].find(
      (one) => isSameName(column, one) || (one.length >= 5 && isTypo(column, one)),
    );
    if (known === undefined) continue;
    const seen = `the column "${column}" is not read (did you mean "${known}", which is there too?)`;
    throw refusal(`${name}, line 1`, seen, accepted);
  }
  const deciding = unused.filter(
    (column) => changesAmount(column) || alsoRefused.some((one) => isSameName(column, one)),
  );
  if (deciding.length === 0) return;
  const named = deciding.map((column) => `"${column}"`).join(', ');
  const what = deciding.length === 1 ? `the column ${named} is` : `the columns ${named} are`;
  throw new UserError(
    `${name}, line 1: ${what} not read, and would change an amount.\nAccepted: ${accepted}.\nTake it out, or give it another name if it is a note only; see docs/accounts.md.`,
    exitCodes.badInput,
  );
}

function acceptedColumns({ required, optional, prefix }: TableColumns): string {
  const further = prefix === undefined ? [] : [`${prefix}NAME`];
  const notNeeded = [...optional, ...further].map((column) => `${column} (optional)`);
  return [...required, ...notNeeded].join(', ');
}

function refusal(where: string, seen: string, accepted: string, cause?: unknown): UserError {
  return new UserError(
    `${where}: ${seen}.\nAccepted: ${accepted}.\n${nextStep}`,
    exitCodes.badInput,
    cause === undefined ? undefined : { cause },
  );
}
