import { rm } from 'node:fs/promises';
import { UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest-name.ts';
import { isSystemError } from '../../base/system-error.ts';
import { quotedText } from '../../base/visible-characters.ts';
import { type Database, isOutOfMemory, quoted, quotedList } from '../../duckdb/duckdb.ts';
import { csvRows } from '../../duckdb/file-rows.ts';
import { assertUnchanged } from '../bytes/file-stat.ts';
import { refusal } from '../bytes/refusal.ts';
import { structureCsv } from '../bytes/structure-csv.ts';
import { structureNdjson } from '../bytes/structure-ndjson.ts';
import type { StructuredFile } from '../bytes/structured-file.ts';
import { longestIdBytes } from '../bytes/text-profile.ts';
import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import { canonicalColumns } from './canonical-columns.ts';
import {
  asJsonRecords,
  type DeliveredRecords,
  deliveredLinesSql,
  mapColumns,
} from './delivered-lines.ts';
import { emptyIds, successWords } from './known-words.ts';
import { presets } from './presets.ts';
import { documentLines } from './read-document.ts';
import { damagedParquet, parquetRecords } from './read-parquet.ts';
import { csvRecords, documentRecords, ndjsonRecords } from './read-records.ts';
import { dropRepeatedHeaders } from './repeated-headers.ts';
import { checkSql, type SourceSettings } from './source-settings.ts';
import { type StraightRows, writeStraightRows } from './straight-rows.ts';
import { setSourceTimes } from './time-variables.ts';

/**
 * What became of the lines of one file: `lines` = `headers` + `accepted` + `rejected`. Of the
 * accepted ones `ignored` are records of another kind, which are not kept.
 */
export interface LineCounts {
  lines: number;
  headers: number;
  accepted: number;
  ignored: number;
  rejected: number;
}

/** What a file came to: its lines, and its rows where they were all good and are written already. */
export interface CheckedFile {
  counts: LineCounts;
  straight?: StraightRows;
}

/**
 * Reads a verified file into the temporary tables `checked` (typed rows, see sql/staging/checked_*)
 * and `rejected` (line_number, column_name, value, reason) of `database`, and counts its lines.
 *
 * @param straightPath Where the rows of a file of nothing but good lines are written instead;
 *   `checked` is then not made.
 * @throws {UserError} If the counts do not add up, a required column is missing, or the file
 *   changed since it was verified.
 */
export async function checkFile(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
  straightPath?: string,
): Promise<CheckedFile> {
  await database.run(`drop table if exists checked;
    create or replace temp table rejected (line_number bigint, column_name varchar, value varchar, reason varchar);
    ${wordSettings(source)};
    ${setting('is_free_of_blanks', false)}`);
  await setSourceTimes(database, source);
  const checked = await readFormat(database, delivery, source, straightPath);
  await assertUnchanged(delivery);
  const { counts } = checked;
  if (counts.lines !== counts.headers + counts.accepted + counts.rejected) {
    throw doesNotAddUp(delivery, counts);
  }
  return checked;
}

/** What words mean in this source. */
function wordSettings(source: SourceSettings): string {
  const ids = (source.emptyIds ?? emptyIds).map(inLowerCase);
  const lengths = new Set(ids.map((id) => Buffer.byteLength(id)));
  return `set variable success_words = cast(${quotedList((source.success ?? successWords).map(inLowerCase))} as varchar[]);
    set variable empty_ids = cast(${quotedList(ids)} as varchar[]);
    set variable empty_id_lengths = cast([${[...lengths].join(', ')}] as bigint[])`;
}

function inLowerCase(word: string): string {
  return word.trim().toLowerCase();
}

type VariableValue = string | number | boolean | readonly string[] | null;

/** Sets a variable that the staging queries read. */
export async function setVariable(
  database: Database,
  name: string,
  value: VariableValue,
): Promise<void> {
  await database.run(setting(name, value));
}

function setting(name: string, value: VariableValue): string {
  const literal =
    value === null
      ? 'null'
      : typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : typeof value === 'string'
          ? quoted(value)
          : `[${value.map(quoted).join(', ')}]`;
  return `set variable ${name} = ${literal}`;
}

async function readFormat(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
  straightPath: string | undefined,
): Promise<CheckedFile> {
  if (isEmpty(delivery)) return { counts: await readNothing(database, source) };
  if (delivery.format === 'csv') return readCsv(database, delivery, source, straightPath);
  if (delivery.format === 'ndjson') return readNdjson(database, delivery, source, straightPath);
  if (delivery.format === 'json') return { counts: await readDocument(database, delivery, source) };
  return readParquet(database, delivery, source, straightPath);
}

/** Whether a file holds nothing, or a byte order mark only. */
function isEmpty({ bytes, format, hasByteOrderMark }: VerifiedDelivery): boolean {
  return bytes === 0 || (format !== 'parquet' && hasByteOrderMark && bytes === 3);
}

async function readParquet(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
  straightPath: string | undefined,
): Promise<CheckedFile> {
  const { records, lines } = await parquetRecords(database, delivery, source);
  assertColumns(delivery, source, records);
  try {
    return await readAll(database, source, records, { lines, headers: 0 }, straightPath);
  } catch (error) {
    if (isOutOfMemory(error) || isSystemError(error) || error instanceof UserError) throw error;
    throw damagedParquet(delivery, error);
  }
}

/** A file without content, not even a header. */
function readNothing(database: Database, source: SourceSettings): Promise<LineCounts> {
  const records: DeliveredRecords = {
    form: 'columns',
    file: '',
    columns: [],
    sql: 'select cast(null as bigint) as line_number where false',
  };
  return readLines(database, source, records, { lines: 0, headers: 0 });
}

async function readCsv(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
  straightPath: string | undefined,
): Promise<CheckedFile> {
  const singleLineColumns = singleLineNames(source);
  let file = await structureCsv(delivery, { singleLineColumns });
  if (file.header.length === 0) return { counts: await readNothing(database, source) };
  const records = recordsOfCsv(delivery.name, file, source);
  assertColumns(delivery, source, records);
  if (!file.hasLineNumbers) {
    await setVariable(database, 'is_free_of_blanks', isFreeOfBlanks(delivery, source));
    const read = await readPlain(database, source, records, file, straightPath);
    if (read !== undefined) return read;
    await setVariable(database, 'is_free_of_blanks', false);
    await database.run('drop table if exists checked; delete from rejected');
    file = await structureCsv(delivery, { singleLineColumns, force: true });
  }
  const cleaned = recordsOfCsv(delivery.name, file, source);
  return readCleaned(database, source, file, cleaned, straightPath);
}

/** The columns; or, where one is the body of a request that a preset looks into, each line as a record. */
function recordsOfCsv(
  name: string,
  file: StructuredFile,
  source: SourceSettings,
): DeliveredRecords {
  const records = csvRecords(name, file, source.delimiter);
  const { request } = presets[source.preset ?? ''] ?? {};
  const hasBody = records.columns.some((column) => request?.bodies.includes(column.name));
  return hasBody ? asJsonRecords(records) : records;
}

/** Whether no text of a plain file can hold a blank or be too long; line breaks and NUL it has none. */
function isFreeOfBlanks(delivery: VerifiedDelivery, source: SourceSettings): boolean {
  const texts = Object.values(source.constants);
  const isFree = (text: string) => /^[!-~]*$/.test(text) && text.length <= longestIdBytes;
  return !delivery.hasBlank && !delivery.hasLongLine && texts.every(isFree);
}

/** A plain file as it is; `undefined` where DuckDB refuses it or the lines do not add up. */
async function readPlain(
  database: Database,
  source: SourceSettings,
  records: DeliveredRecords,
  { lines, headers }: StructuredFile,
  straightPath: string | undefined,
): Promise<CheckedFile | undefined> {
  try {
    const read = await readAll(database, source, records, { lines, headers }, straightPath);
    const { counts } = read;
    const isComplete = counts.lines === counts.headers + counts.accepted + counts.rejected;
    return isComplete ? read : undefined;
  } catch (error) {
    if (isOutOfMemory(error) || error instanceof UserError) throw error;
    return undefined;
  }
}

async function readNdjson(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
  straightPath: string | undefined,
): Promise<CheckedFile> {
  const file = await structureNdjson(delivery);
  return readCleaned(database, source, file, ndjsonRecords(file), straightPath);
}

async function readCleaned(
  database: Database,
  source: SourceSettings,
  file: StructuredFile,
  records: DeliveredRecords,
  straightPath: string | undefined,
): Promise<CheckedFile> {
  try {
    if (file.rejectsPath === undefined)
      return await readAll(database, source, records, file, straightPath);
    const read = await readLines(database, source, records, file);
    await database.run(`insert into rejected
      select cast(line_number as bigint), column_name, value, reason
      from ${csvRows(
        file.rejectsPath,
        `header = true, delim = ',', quote = '"', escape = '"', max_line_size = 1100000`,
        "columns = {line_number: 'varchar', column_name: 'varchar', value: 'varchar', reason: 'varchar'}",
      )}`);
    const { rejected } = await database.one<{ rejected: bigint }>(
      'select count(*) as rejected from rejected',
    );
    return { counts: { ...read, rejected: Number(rejected) } };
  } finally {
    if (file.hasLineNumbers) await rm(file.readPath, { force: true });
    if (file.rejectsPath !== undefined) await rm(file.rejectsPath, { force: true });
  }
}

async function readDocument(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
): Promise<LineCounts> {
  const records = documentRecords(delivery.contentPath);
  const lines = await documentLines(database, delivery, source, records.sql);
  return readLines(database, source, records, { lines, headers: 0 });
}

/** The rows straight to `straightPath` where all are good, one a line; otherwise line by line. */
async function readAll(
  database: Database,
  source: SourceSettings,
  records: DeliveredRecords,
  { lines, headers }: { lines: number; headers: number },
  straightPath: string | undefined,
): Promise<CheckedFile> {
  if (straightPath !== undefined && isOftenStraight(source, records)) {
    const expected = lines - headers;
    const target = { path: straightPath, expected };
    const straight = await writeStraightRows(database, source, records, target);
    const counts = { lines, headers, accepted: expected, ignored: 0, rejected: 0 };
    if (straight !== undefined) return { counts, straight };
  }
  return { counts: await readLines(database, source, records, { lines, headers }) };
}

/** A preset's records are of several kinds as a rule, of which most are ignored. */
function isOftenStraight(source: SourceSettings, records: DeliveredRecords): boolean {
  if (hasSeveralRowsALine(source)) return false;
  return records.form === 'columns' || source.preset === undefined;
}

/** Makes `checked` and `rejected` from the records and counts them. */
async function readLines(
  database: Database,
  source: SourceSettings,
  records: DeliveredRecords,
  file: { lines: number; headers: number },
): Promise<LineCounts> {
  await database.run(
    `create or replace temp view delivered_lines as ${deliveredLinesSql(source, records)}`,
  );
  await database.run(`create temp table checked as ${checkSql(source)}`);
  const repeatedHeaders =
    records.form === 'columns' && records.columns.length > 0
      ? await dropRepeatedHeaders(database, source, records)
      : 0;
  await database.run(`insert into rejected
    select line_number, lowest.column_name, lowest.value, lowest.reason
    from (select line_number, min(problem) as lowest from checked where problem is not null group by line_number)
    order by line_number`);
  const count = await database.one<Record<'present' | 'kept' | 'rejected', bigint>>(
    countSql(source),
  );
  const { present, kept, rejected } = count;
  const accepted = Number(present) - Number(rejected);
  return {
    lines: file.lines,
    headers: file.headers + repeatedHeaders,
    accepted,
    ignored: accepted - Number(kept),
    rejected: Number(rejected),
  };
}

/** A line of a provider's answer can hold several rows; only then must lines be told apart. */
function countSql(source: SourceSettings): string {
  if (!hasSeveralRowsALine(source)) {
    return `select count(*) as present, count(*) filter (where problem is not null) as rejected,
      count(*) filter (where problem is null and not is_ignored) as kept from checked`;
  }
  return `select count(distinct line_number) as present,
    (select count(*) from rejected) as rejected,
    count(distinct line_number) filter (where not is_ignored and line_number not in (select line_number from rejected)) as kept
    from checked`;
}

/** Whether a rejected line can have rows without a problem. */
export function hasSeveralRowsALine(source: SourceSettings): boolean {
  const preset = source.preset === undefined ? undefined : presets[source.preset];
  return preset?.lists !== undefined || preset?.metrics !== undefined;
}

function singleLineNames(source: SourceSettings): string[] {
  const mapped = Object.values(source.columns);
  return [...canonicalColumns[source.kind].map(({ name }) => name), ...mapped];
}

function assertColumns(
  delivery: VerifiedDelivery,
  source: SourceSettings,
  records: DeliveredRecords,
): void {
  if (records.form !== 'columns') return;
  const names = records.columns.map(({ name }) => name);
  const { missing } = mapColumns(source, names);
  if (missing.length === 0) return;
  const wanted = missing.map((name) => {
    const delivered = source.columns[name] ?? name;
    const nearest = nearestName(delivered, names);
    return `${quotedText(delivered)}${nearest === undefined ? '' : ` (did you mean ${quotedText(nearest)}?)`}`;
  });
  throw refusal(
    `${delivery.name}${delivery.format === 'csv' ? ', line 1' : ''}`,
    `there is no column ${wanted.join(', ')}; found: ${namesInWords(names)}`,
    canonicalColumns[source.kind]
      .map(({ name, isRequired }) => (isRequired ? name : `${name} (optional)`))
      .join(', '),
    hasOtherDelimiter(names)
      ? `Name the character between the columns with delimiter: in the source of ${source.kind} in imbill.yaml`
      : `Map the names with columns: in the source of ${source.kind} in imbill.yaml, or deliver the file with a header`,
  );
}

/** Names of a header; of very many the first ones. */
function namesInWords(names: readonly string[]): string {
  const shown = names.slice(0, 50).map((name) => quotedText(name.slice(0, 200)));
  return `${shown.join(', ')}${names.length > 50 ? ` and ${names.length - 50} more` : ''}`;
}

function hasOtherDelimiter(names: readonly string[]): boolean {
  return names.length === 1 && /[;\t|]/.test(names[0] ?? '');
}

function doesNotAddUp(delivery: VerifiedDelivery, counts: LineCounts): Error {
  const { lines, headers, accepted, rejected } = counts;
  return refusal(
    delivery.name,
    `it has ${lines} lines, but ${headers} headers + ${accepted} accepted + ${rejected} rejected were read`,
    'files of which every line can be accounted for',
    'Have the file delivered again; nothing of it was used',
  );
}
