import { parse } from 'csv-parse/sync';
import { accessLogFields } from '../bytes/access-log.ts';
import type { SeenColumn } from './column-names.ts';
import type { GuessedText } from './guess-text.ts';

/** Columns or keys of the first records of a file. */
export interface SeenColumns {
  columns: SeenColumn[];
  /** Path of a text that is a JSON object: the record lies in it. */
  root?: string;
  /** Path of the list of records in a document. */
  list?: string;
}

/** Records that are looked at. */
const mostRecords = 1000;
const deepest = 6;

/** Lists the columns of a text, or the keys of its JSON records, each with its values. */
export function seenColumns(text: GuessedText): SeenColumns {
  if (text.format === 'csv') return { columns: columnsOfCsv(text) };
  const lines = text.text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const records =
    text.format === 'access-log'
      ? lines.slice(0, mostRecords).flatMap((line) => accessLogFields(line) ?? [])
      : lines.slice(0, mostRecords).flatMap(jsonObject);
  if (text.format !== 'json') return keysOf(records);
  const { list, entries } = entriesOf(jsonValue(text.text));
  return { ...keysOf(entries.slice(0, mostRecords)), ...(list !== undefined && { list }) };
}

function columnsOfCsv({ text, delimiter }: GuessedText): SeenColumn[] {
  const rows: string[][] = parse(text.replace(/^\ufeff/, ''), {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    to: mostRecords,
    skip_records_with_error: true,
  });
  const [header = [], ...records] = rows;
  return header.map((path, index) => ({ path, values: records.map((row) => row[index] ?? '') }));
}

/** Lists the keys of records as dotted paths, also within texts that are JSON objects. */
export function keysOf(records: readonly unknown[]): Pick<SeenColumns, 'columns' | 'root'> {
  const values = new Map<string, string[]>();
  let root: string | undefined;
  const look = (value: unknown, path: string[]): void => {
    if (path.length > deepest || path.some((key) => /[."]/.test(key))) return;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, one] of Object.entries(value)) look(one, [...path, key]);
      return;
    }
    const [inner] = typeof value === 'string' && value.startsWith('{') ? jsonObject(value) : [];
    if (inner !== undefined && path.length > 0) {
      root ??= path.join('.');
      look(inner, path);
      return;
    }
    const key = path.join('.');
    const text = value === null || Array.isArray(value) ? '' : String(value);
    const seen = values.get(key) ?? [];
    values.set(key, seen);
    seen.push(text);
  };
  for (const record of records) look(record, []);
  const columns = [...values].map(([path, seen]) => ({ path, values: seen }));
  return { columns, ...(root !== undefined && { root }) };
}

/** Finds the records of a document: its own list, or the first list of objects in it. */
function entriesOf(document: unknown): { list?: string; entries: unknown[] } {
  if (Array.isArray(document)) return { entries: document };
  const found = listIn(document, []);
  return found === undefined ? { entries: document === undefined ? [] : [document] } : found;
}

function listIn(value: unknown, path: string[]): { list: string; entries: unknown[] } | undefined {
  if (typeof value !== 'object' || value === null || path.length > deepest) return undefined;
  for (const [key, one] of Object.entries(value)) {
    const below = [...path, key];
    if (Array.isArray(one) && one.length > 0 && typeof one[0] === 'object')
      return { list: below.join('.'), entries: one };
    const deeper = Array.isArray(one) ? undefined : listIn(one, below);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function jsonObject(text: string): object[] {
  const value = jsonValue(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : [];
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
