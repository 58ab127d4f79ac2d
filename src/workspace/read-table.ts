import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { exitCodes, UserError } from '../errors.ts';
import { nearestName } from '../yaml/read-yaml.ts';

/** A record of a reference CSV and where it stands. */
export interface TableRow {
  /** Physical line, the first is 1. */
  line: number;
  /** Column → text as delivered; empty where the column is not there. */
  values: Record<string, string>;
}

export interface TableColumns {
  required: readonly string[];
  optional: readonly string[];
}

/**
 * The rows of a small CSV file that money depends on: any defect refuses the file.
 *
 * @param name Workspace-relative path, for messages.
 * @returns No rows for a file that is not there, if `isOptional`.
 * @throws {UserError} (exit 3) With file, line and what is wrong.
 */
export async function readTable(
  path: string,
  name: string,
  columns: TableColumns,
  isOptional: boolean,
): Promise<TableRow[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined) {
    if (isOptional) return [];
    throw refuse(name, 'there is no such file', `a CSV file with ${columns.required.join(', ')}`);
  }
  const records = parseRecords(decode(bytes, name), name);
  const [header, ...rows] = records;
  if (header === undefined) throw refuse(name, 'the file is empty', 'a header line');
  assertHeader(header, name, columns);
  return rows.map(({ line, record }) => ({
    line,
    values: Object.fromEntries(
      [...columns.required, ...columns.optional].map((column) => {
        const index = header.record.indexOf(column);
        return [column, index < 0 ? '' : (record[index] ?? '').trim()];
      }),
    ),
  }));
}

/** The error for one row. */
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
    throw refuse(name, 'the text is not UTF-8', 'UTF-8', cause);
  }
}

function parseRecords(text: string, name: string): ParsedRecord[] {
  try {
    const parsed = parse(text, { info: true, skip_empty_lines: true, bom: true }) as unknown as {
      info: { lines: number };
      record: string[];
    }[];
    return parsed.map(({ info, record }) => ({ line: info.lines, record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refuse(name, error.message, 'CSV (RFC 4180) with as many fields as the header', error);
  }
}

function assertHeader(
  { record }: ParsedRecord,
  name: string,
  { required, optional }: TableColumns,
): void {
  const repeated = record.find((column, index) => record.indexOf(column) !== index);
  if (repeated !== undefined) {
    throw refuse(`${name}, line 1`, `the column "${repeated}" is there twice`, 'each column once');
  }
  const missing = required.find((column) => !record.includes(column));
  if (missing !== undefined) {
    const unused = record.filter((column) => !required.includes(column));
    const nearest = nearestName(missing, unused);
    throw refuse(
      `${name}, line 1`,
      `there is no column "${missing}"${nearest === undefined ? '' : ` (did you mean "${nearest}"?)`}`,
      [...required, ...optional.map((column) => `${column} (optional)`)].join(', '),
    );
  }
}

function refuse(where: string, seen: string, accepted: string, cause?: unknown): UserError {
  return new UserError(
    `${where}: ${seen}.\nAccepted: ${accepted}.\nCorrect the file and run the command again.`,
    exitCodes.badInput,
    cause === undefined ? undefined : { cause },
  );
}
