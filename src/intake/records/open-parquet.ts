import { UserError } from '../../base/errors.ts';
import { isSystemError } from '../../base/system-error.ts';
import { quotedText } from '../../base/visible-characters.ts';
import { type Database, isOutOfMemory, quoted } from '../../duckdb/duckdb.ts';
import { parquetFooters, parquetRows } from '../../duckdb/file-rows.ts';
import { type ColumnContent, deliveredColumn } from '../../metrics/source-kinds.ts';
import { refusal } from '../bytes/refusal.ts';
import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import { assertWhole, type DescribedParquet } from './assert-parquet-is-whole.ts';
import { type DeliveredRecords, mapColumns } from './delivered-lines.ts';
import type { FileReader, OpenedFile } from './opened-file.ts';
import { readParquetSchema } from './parquet-schema.ts';
import { hasPlaces, isAcceptedType, isNested, type ParquetColumn } from './parquet-types.ts';
import { presetOf } from './presets.ts';
import type { SourceSettings } from './source-settings.ts';

/**
 * Opens a Parquet file: its rows as text, and their number by the file's own footer. Columns are read by
 * their place, so that no name can be taken for another.
 *
 * @throws {UserError} If the file is damaged, names a column twice, or holds a needed column in a type that
 *   cannot hold its values.
 */
export async function openParquet(
  delivery: VerifiedDelivery,
  source: SourceSettings,
  { database, bytes }: FileReader,
): Promise<OpenedFile> {
  const explain = (error: unknown) => explainDamage(delivery, error);
  const described = await describe(database, delivery).catch((error) => {
    throw explain(error);
  });
  const { columns, lines } = described;
  assertNamesDiffer(delivery, columns);
  assertTypes(delivery, source, columns);
  const rows = parquetRows(delivery.contentPath, 'binary_as_string = true');
  const reader = `${rows} as delivered(${columns.map(({ alias }) => alias).join(', ')})`;
  await assertWhole({ database, bytes }, delivery, described, reader).catch((error) => {
    throw explain(error);
  });
  const records =
    presetOf(source) === undefined
      ? columnRecords(delivery, source, columns, reader)
      : jsonRecords(columns, reader);
  return { records, lines, headers: 0, copies: [], explain };
}

function columnRecords(
  { name }: VerifiedDelivery,
  source: SourceSettings,
  columns: readonly ParquetColumn[],
  reader: string,
): DeliveredRecords {
  return {
    form: 'columns',
    file: name,
    columns: columns.map((column) => ({
      name: column.name,
      expression: `nullif(${asText(column)}, '')`,
    })),
    sql: `select file_row_number + 1 as line_number, ${columns.map(({ alias }) => alias).join(', ')} from ${reader}`,
    problems: fractionProblems(source, columns),
  };
}

function jsonRecords(columns: readonly ParquetColumn[], reader: string): DeliveredRecords {
  const fields = columns.map(
    (column) =>
      `${quoted(column.name)}, ${isNested(column) ? `to_json(${column.alias})` : asText(column)}`,
  );
  const sql = `select file_row_number + 1 as line_number, cast(json_object(${fields.join(', ')}) as varchar) as line from ${reader}`;
  return { form: 'json', isDocument: false, sql };
}

async function describe(database: Database, delivery: VerifiedDelivery): Promise<DescribedParquet> {
  const path = delivery.contentPath;
  const described = await database.rows<{ column_type: string }>(
    `describe select * from ${parquetRows(path, 'binary_as_string = true')}`,
  );
  const { names, leaves } = await readParquetSchema(database, path);
  if (names.length !== described.length) throw new Error('its schema is not that of its columns');
  const { lines } = await database.one<{ lines: bigint }>(
    `select cast(num_rows as bigint) as lines from ${parquetFooters(path)}`,
  );
  const columns = described.map(({ column_type }, index) => ({
    name: names[index]!,
    type: column_type,
    alias: `c${index}`,
  }));
  return { columns, leaves, lines: Number(lines) };
}

/** Returns the refusal of a Parquet file that cannot be read; errors of the machine as they are. */
function explainDamage(delivery: VerifiedDelivery, error: unknown): unknown {
  if (isOutOfMemory(error) || isSystemError(error) || error instanceof UserError) return error;
  const [reason = ''] = String((error as Error).message).split('\n');
  return refusal(
    delivery.name,
    `the Parquet data cannot be read: ${reason.replaceAll(delivery.contentPath, delivery.name)}`,
    'a complete Parquet file',
    'Have the file delivered again',
    error,
  );
}

function asText({ alias, type }: ParquetColumn): string {
  if (type === 'TIMESTAMP WITH TIME ZONE') {
    return `strftime(timezone('UTC', ${alias}), '%Y-%m-%dT%H:%M:%S.%fZ')`;
  }
  if (type.startsWith('TIMESTAMP')) {
    return `strftime(cast(${alias} as timestamp), '%Y-%m-%dT%H:%M:%S.%f')`;
  }
  if (hasPlaces(type)) {
    return `rtrim(rtrim(cast(${alias} as varchar), '0'), '.')`;
  }
  return isNested({ type }) ? `cast(to_json(${alias}) as varchar)` : `cast(${alias} as varchar)`;
}

/** Rejects the rows in which a decimal that is to be an id has a fraction. */
function fractionProblems(source: SourceSettings, columns: readonly ParquetColumn[]): string[] {
  return [...mapped(source, columns)]
    .filter(([name, { type }]) => contentOf(source, name) !== 'measure' && hasPlaces(type))
    .map(
      ([canonical, column]) =>
        `case when contains(${asText(column)}, '.') then problem(${quoted(canonical)}, ${asText(column)}, 'is not a whole number') else no_problem() end`,
    );
}

function mapped(
  source: SourceSettings,
  columns: readonly ParquetColumn[],
): Map<string, ParquetColumn> {
  const { found } = mapColumns(
    source,
    columns.map(({ name }) => name),
  );
  const byName = new Map(columns.map((column) => [column.name, column]));
  return new Map([...found].map(([canonical, name]) => [canonical, byName.get(name)!]));
}

function assertNamesDiffer(delivery: VerifiedDelivery, columns: readonly ParquetColumn[]): void {
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const earlier = seen.get(name.toLowerCase());
    if (earlier !== undefined) {
      const both =
        earlier === name ? quotedText(name) : `${quotedText(earlier)} and ${quotedText(name)}`;
      throw refusal(
        delivery.name,
        `the file names a column twice: ${both}`,
        'columns whose names differ, also when upper and lower case are the same',
        'Deliver the file again with each name once',
      );
    }
    seen.set(name.toLowerCase(), name);
  }
}

function contentOf({ kind }: SourceSettings, canonical: string): ColumnContent {
  return deliveredColumn(kind, canonical)!.holds;
}

/**
 * Refuses a column type that cannot hold its values. An id as a floating-point number is no longer the id that
 * was logged.
 */
function assertTypes(
  delivery: VerifiedDelivery,
  source: SourceSettings,
  columns: readonly ParquetColumn[],
): void {
  for (const [canonical, { name, type }] of mapped(source, columns)) {
    if (isAcceptedType(type, contentOf(source, canonical))) continue;
    throw refusal(
      delivery.name,
      `column ${quotedText(name)} is of the type ${type}, which cannot hold ${canonical} exactly`,
      'text or whole numbers for ids, text, whole numbers or timestamps for times, text or numbers for measures',
      'Deliver the file again with another type',
    );
  }
}
