import { refusal } from '../delivery/refusal.ts';
import type { StructuredFile } from '../delivery/structured-file.ts';
import type { VerifiedDelivery } from '../delivery/verify-delivery.ts';
import { type Database, identifier, quoted } from '../engines/duckdb.ts';
import { csvRows, parquetFooters, parquetRows, wholeText } from '../engines/file-rows.ts';
import { isMeasure } from './canonical-columns.ts';
import {
  type DeliveredRecords,
  mapColumns,
  type TextColumn,
  type TextRecords,
} from './delivered-lines.ts';
import type { SourceSettings } from './source-settings.ts';

/**
 * One thread, the file's order, text as it stands; longer lines were rejected before. Buffers of twice a
 * line's length, as DuckDB holds several of them.
 */
const readerOptions = `strict_mode = true, new_line = '\\n', comment = '', nullstr = '',
    max_line_size = 2097152, buffer_size = 4194304`;

/**
 * How DuckDB reads a CSV file of known structure: as text, in one thread, in the file's order.
 * DuckDB's parallel reader loses rows without a word, hence `parallel = false`.
 */
export function csvRecords(file: StructuredFile, delimiter: string): TextRecords {
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

/** Rows of a Parquet file as text, and their number by the file's own footer. */
export async function parquetRecords(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
): Promise<{ records: DeliveredRecords; lines: number }> {
  const reader = parquetRows(
    delivery.contentPath,
    'file_row_number = true',
    'binary_as_string = true',
  );
  const { described, lines } = await describe(database, delivery, reader);
  const columns = described.map(({ name, type }) => ({ name, expression: asText(name, type) }));
  if (source.preset !== undefined) {
    const fields = described.map(({ name, type }) => `${quoted(name)}, ${asJson(name, type)}`);
    const sql = `select file_row_number + 1 as line_number, cast(json_object(${fields.join(', ')}) as varchar) as line from ${reader}`;
    return { records: { form: 'json', isDocument: false, sql }, lines };
  }
  assertTypes(delivery, source, described);
  return {
    records: {
      form: 'columns',
      columns: columns.map(nullIfEmpty),
      sql: `select file_row_number + 1 as line_number, * from ${reader}`,
    },
    lines,
  };
}

interface DescribedColumn {
  name: string;
  type: string;
}

async function describe(database: Database, delivery: VerifiedDelivery, reader: string) {
  try {
    const described = await database.rows<{ column_name: string; column_type: string }>(
      `describe select * exclude (file_row_number) from ${reader}`,
    );
    const { lines } = await database.one<{ lines: bigint }>(
      `select cast(num_rows as bigint) as lines from ${parquetFooters(delivery.contentPath)}`,
    );
    return {
      described: described.map((row) => ({ name: row.column_name, type: row.column_type })),
      lines: Number(lines),
    };
  } catch (error) {
    throw damagedParquet(delivery, error);
  }
}

/** What a Parquet file says when DuckDB cannot read it. */
export function damagedParquet(delivery: VerifiedDelivery, error: unknown): Error {
  const [reason = ''] = String((error as Error).message).split('\n');
  return refusal(
    delivery.name,
    `the Parquet data cannot be read: ${reason.replaceAll(delivery.contentPath, delivery.name)}`,
    'a complete Parquet file',
    'Have the file delivered again',
    error,
  );
}

function asText(name: string, type: string): string {
  const column = identifier(name);
  if (type === 'TIMESTAMP WITH TIME ZONE') {
    return `strftime(timezone('UTC', ${column}), '%Y-%m-%dT%H:%M:%S.%fZ')`;
  }
  if (type.startsWith('TIMESTAMP')) {
    return `strftime(cast(${column} as timestamp), '%Y-%m-%dT%H:%M:%S.%f')`;
  }
  return isNested(type) ? `cast(to_json(${column}) as varchar)` : `cast(${column} as varchar)`;
}

/** What is nested stays so, for a preset looks into it. */
function asJson(name: string, type: string): string {
  return isNested(type) ? `to_json(${identifier(name)})` : asText(name, type);
}

function isNested(type: string): boolean {
  return /^(STRUCT|MAP)|\[\d*\]$/.test(type);
}

function nullIfEmpty({ name, expression }: TextColumn): TextColumn {
  return { name, expression: `nullif(${expression}, '')` };
}

/** An id that is a floating-point number is no longer the id that was logged. */
function assertTypes(
  delivery: VerifiedDelivery,
  source: SourceSettings,
  described: DescribedColumn[],
): void {
  const { found } = mapColumns(
    source,
    described.map(({ name }) => name),
  );
  for (const [canonical, name] of found) {
    const type = described.find((column) => column.name === name)?.type ?? '';
    const isFraction = ['FLOAT', 'DOUBLE'].includes(type) || type.startsWith('DECIMAL');
    if (!isFraction || isMeasure(canonical)) continue;
    throw refusal(
      delivery.name,
      `column "${name}" is of the type ${type}, which cannot be trusted to hold ${canonical}`,
      'text or whole numbers for ids, text, whole numbers or timestamps for times',
      'Deliver the file again with another type',
    );
  }
}
