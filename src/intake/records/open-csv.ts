import { identifier, quoted } from '../../duckdb/duckdb.ts';
import { kindTable } from '../../metrics/source-kinds.ts';
import type { StructuredFile } from '../bytes/structured-file.ts';
import { longestIdBytes } from '../bytes/text-profile.ts';
import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import { asJsonRecords, type DeliveredRecords, type TextRecords } from './delivered-lines.ts';
import type { FileReader, OpenedFile } from './opened-file.ts';
import { presets } from './presets.ts';
import type { SourceSettings } from './source-settings.ts';
import { openedText, textRows } from './text-reader.ts';

/**
 * Opens a CSV file: as it is if it is plain, else a copy of its good records with their line numbers.
 *
 * @returns Undefined for a file without content.
 * @throws {UserError} If the header is missing or wrong.
 */
export async function openCsv(
  delivery: VerifiedDelivery,
  source: SourceSettings,
  { bytes }: FileReader,
): Promise<OpenedFile | undefined> {
  const singleLineColumns = singleLineNames(source);
  const file = await bytes.structureCsv(delivery, { singleLineColumns });
  if (file.header.length === 0) return undefined;
  const opened = (one: StructuredFile) => openedText(one, recordsOf(delivery.name, one, source));
  if (file.hasLineNumbers) return opened(file);
  const reopen = async () =>
    opened(await bytes.structureCsv(delivery, { singleLineColumns, force: true }));
  return { ...opened(file), isFreeOfBlanks: isFreeOfBlanks(delivery, source), reopen };
}

/** Lists the columns whose values hold no line break, by the names that a file may give them. */
export function singleLineNames({ kind, columns }: SourceSettings): string[] {
  return [...kindTable[kind].delivered.map(({ name }) => name), ...Object.values(columns)];
}

/** Returns the columns; each line as a JSON record where one is the body of a request that a preset reads. */
function recordsOf(name: string, file: StructuredFile, source: SourceSettings): DeliveredRecords {
  const records = csvRecords(name, file, source.delimiter);
  const { request } = presets[source.preset ?? ''] ?? {};
  const hasBody = records.columns.some((column) => request?.bodies.includes(column.name));
  return hasBody ? asJsonRecords(records) : records;
}

function csvRecords(name: string, file: StructuredFile, delimiter: string): TextRecords {
  const columns = file.header.map((name, index) => ({
    name,
    expression: identifier(`c${index}`),
  }));
  const names = columns.map(({ expression }) => expression);
  const quote = file.hasLineNumbers ? '"' : '';
  const reader = textRows(file.readPath, {
    options: `header = true, delim = ${quoted(delimiter)}, quote = '${quote}', escape = '${quote}'`,
    columns: file.hasLineNumbers ? ['line_number', ...names] : names,
  });
  const number = file.hasLineNumbers
    ? 'cast(line_number as bigint)'
    : `row_number() over () + ${file.linesBefore}`;
  return {
    form: 'columns',
    file: name,
    columns,
    sql: `select ${number} as line_number, ${names.join(', ')} from ${reader}`,
  };
}

/** Tells whether no text of a plain file can hold a blank or be too long. Line breaks and NUL it has none. */
function isFreeOfBlanks(delivery: VerifiedDelivery, source: SourceSettings): boolean {
  const texts = Object.values(source.constants);
  const isFree = (text: string) => /^[!-~]*$/.test(text) && text.length <= longestIdBytes;
  return !delivery.hasBlank && !delivery.hasLongLine && texts.every(isFree);
}
