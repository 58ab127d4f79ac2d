import { quotedText } from '../../base/visible-characters.ts';
import { refusal } from './refusal.ts';

/**
 * Parses the first record of a CSV file into column names, without their quotes.
 *
 * @param record The record without byte order mark and line end; its structure has been checked.
 * @throws {UserError} If a name is empty, or occurs twice in upper or lower case.
 */
export function parseCsvHeader(record: string, delimiter: string, name: string): string[] {
  const header = splitFields(record, delimiter);
  const seen = new Map<string, string>();
  header.forEach((column, index) => {
    if (column === '') throw badHeader(name, `column ${index + 1} of the header has no name`);
    const earlier = seen.get(column.toLowerCase());
    if (earlier !== undefined) {
      const both =
        earlier === column
          ? quotedText(column)
          : `${quotedText(earlier)} and ${quotedText(column)}`;
      throw badHeader(name, `the header names a column twice: ${both}`);
    }
    seen.set(column.toLowerCase(), column);
  });
  return header;
}

/** Refuses a file whose first line is no header. */
export function badHeader(name: string, seen: string): Error {
  return refusal(
    `${name}, line 1`,
    seen,
    'a first line in UTF-8 with the names of the columns, each once',
    'Correct the line and deliver the file again',
  );
}

function splitFields(record: string, delimiter: string): string[] {
  const fields: string[] = [];
  for (let at = 0; ; at++) {
    const isQuoted = record[at] === '"';
    const end = isQuoted ? quotedEnd(record, at) : plainEnd(record, at, delimiter);
    const field = record.slice(at, end);
    fields.push(isQuoted ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end >= record.length) return fields;
    at = end;
  }
}

function quotedEnd(record: string, start: number): number {
  let at = start + 1;
  while (record[at] !== '"' || record[at + 1] === '"') at += record[at] === '"' ? 2 : 1;
  return at + 1;
}

function plainEnd(record: string, start: number, delimiter: string): number {
  const at = record.indexOf(delimiter, start);
  return at === -1 ? record.length : at;
}
