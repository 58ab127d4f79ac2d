import { identifier, quoted } from '../../duckdb/duckdb.ts';
import { csvRows, wholeText } from '../../duckdb/file-rows.ts';
import type { StructuredFile } from '../bytes/structured-file.ts';
import type { DeliveredRecords, TextRecords } from './delivered-lines.ts';

/**
 * One thread, the file's order, text as it stands; longer lines were rejected before. Buffers of twice a
 * line's length, as DuckDB holds several of them.
 */
const readerOptions = `strict_mode = true, new_line = '\\n', comment = '', nullstr = '',
    max_line_size = 2097152, buffer_size = 4194304`;

/**
 * How DuckDB reads a CSV file of known structure: as text, in one thread, in the file's order.
 * DuckDB's parallel reader loses rows without a word, hence `parallel = false`.
 *
 * @param name Workspace-relative path, for messages.
 */
export function csvRecords(name: string, file: StructuredFile, delimiter: string): TextRecords {
  const columns = file.header.map((name, index) => ({
    name,
    expression: identifier(`c${index}`),
  }));
  const names = columns.map(({ expression }) => expression);
  const all = file.hasLineNumbers ? ['line_number', ...names] : names;
  const quote = file.hasLineNumbers ? '"' : '';
  const reader = csvRows(
    file.readPath,
    `${readerOptions}, header = true, delim = ${quoted(delimiter)}, quote = '${quote}', escape = '${quote}'`,
    `columns = {${all.map((name) => `${name}: 'varchar'`).join(', ')}}`,
  );
  const number = file.hasLineNumbers
    ? 'cast(line_number as bigint)'
    : `row_number() over () + ${file.headers}`;
  return {
    form: 'columns',
    file: name,
    columns,
    sql: `select ${number} as line_number, ${names.join(', ')} from ${reader}`,
  };
}

/** How DuckDB reads an NDJSON file of known structure: each line as one text. */
export function ndjsonRecords(file: StructuredFile): DeliveredRecords {
  const columns = file.hasLineNumbers
    ? "{line_number: 'varchar', line: 'varchar'}"
    : "{line: 'varchar'}";
  const number = file.hasLineNumbers ? 'cast(line_number as bigint)' : 'row_number() over ()';
  return {
    form: 'json',
    isDocument: false,
    sql: `select ${number} as line_number, line from ${csvRows(
      file.readPath,
      `${readerOptions}, header = false, delim = chr(1), quote = '', escape = '', columns = ${columns}`,
    )}`,
  };
}

/** A file that is one JSON document, whole. */
export function documentRecords(path: string): DeliveredRecords {
  return {
    form: 'json',
    isDocument: true,
    sql: `select cast(1 as bigint) as line_number, ltrim(content, chr(65279)) as line from ${wholeText(path)}`,
  };
}
