import { quotedText } from '../../base/visible-characters.ts';
import { type Database, quoted, quotedList } from '../../duckdb/duckdb.ts';
import { kindTable } from '../../metrics/source-kinds.ts';
import { refusal } from '../bytes/refusal.ts';
import { mapColumns, type TextRecords } from './delivered-lines.ts';
import type { SourceSettings } from './source-settings.ts';

/**
 * Removes headers within a file from the table `checked`. `cat` of two files leaves such headers.
 *
 * @returns Number of them.
 * @throws {UserError} If one names other columns than the first line, or in another order. The lines after it
 *   would be read by the wrong names.
 */
export async function dropRepeatedHeaders(
  database: Database,
  source: SourceSettings,
  records: TextRecords,
): Promise<number> {
  const names = records.columns.map(({ name }) => name.slice(0, shownCharacters));
  const words = [...names, ...kindTable[source.kind].delivered.map(({ name }) => name)];
  const suspect = `lower(problem.value) in (${words.map((word) => quoted(word.toLowerCase())).join(', ')})`;
  const { suspects } = await database.one<{ suspects: bigint }>(
    `select count(*) as suspects from checked where ${suspect}`,
  );
  if (suspects === 0n) return 0;
  await database.run(`create or replace temp table header_lines as
    select line_number, ${fieldsSql(records)} as fields, fields = ${quotedList(names)} as is_header
    from (${records.sql}) where line_number in (select line_number from checked where ${suspect})`);
  const other = await firstOtherHeader(database, source, names);
  if (other !== undefined) throw otherHeader(records.file, other);
  await database.run(
    'delete from checked where line_number in (select line_number from header_lines where is_header)',
  );
  const { headers } = await database.one<{ headers: bigint }>(
    'select count(*) as headers from header_lines where is_header',
  );
  return Number(headers);
}

/** Longest value of a problem, in characters. */
const shownCharacters = 200;

function fieldsSql({ columns }: TextRecords): string {
  const fields = columns.map(
    ({ expression }) => `substring(coalesce(${expression}, ''), 1, ${shownCharacters})`,
  );
  return `[${fields.join(', ')}]`;
}

interface OtherHeader {
  lineNumber: bigint;
  fields: string;
}

/**
 * Finds the first line that names two of the read columns, but not all columns in their places. No record does
 * that.
 */
async function firstOtherHeader(
  database: Database,
  source: SourceSettings,
  names: readonly string[],
): Promise<OtherHeader | undefined> {
  const read = [...mapColumns(source, names).found.values()].map((name) => name.toLowerCase());
  const lower = names.map((name) => name.toLowerCase());
  const [other] = await database.rows<{ line_number: bigint; fields: string }>(
    `select line_number, cast(to_json(fields[1:20]) as varchar) as fields
     from (select *, list_transform(fields, lambda field: lower(trim(field))) as found from header_lines where not is_header)
     where found <> ${quotedList(lower)}
       and len(list_filter(${quotedList(read)}, lambda name: list_contains(found, name))) >= ${Math.min(2, read.length)}
     order by line_number limit 1`,
  );
  return other && { lineNumber: other.line_number, fields: other.fields };
}

function otherHeader(file: string, { lineNumber, fields }: OtherHeader): Error {
  const names = (JSON.parse(fields) as string[]).map(quotedText).join(', ');
  return refusal(
    `${file}, line ${lineNumber}`,
    `a second header names other columns than line 1, or in another order: ${names}`,
    'files whose columns are the same from the first line to the last',
    'Deliver the files that were put together one by one',
  );
}
