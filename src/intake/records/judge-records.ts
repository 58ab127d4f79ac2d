import { rm } from 'node:fs/promises';
import { UserError } from '../../base/errors.ts';
import { isSystemError } from '../../base/system-error.ts';
import { type Database, isOutOfMemory } from '../../duckdb/duckdb.ts';
import { csvRows } from '../../duckdb/file-rows.ts';
import { deliveredLinesSql } from './delivered-lines.ts';
import type { OpenedFile } from './opened-file.ts';
import { presetOf } from './presets.ts';
import { dropRepeatedHeaders } from './repeated-headers.ts';
import { checkSql, type SourceSettings } from './source-settings.ts';
import { setFreeOfBlanks, setProblemsTold } from './staging-variables.ts';
import { type StraightRows, writeStraightRows } from './straight-rows.ts';

/**
 * Counts of the lines of one file: `lines` = `headers` + `accepted` + `rejected`. `ignored` of the accepted
 * ones are records of another kind, which are not stored.
 */
export interface LineCounts {
  lines: number;
  headers: number;
  accepted: number;
  ignored: number;
  rejected: number;
}

/** The counts of a file's lines; and its rows, where all were good and are written already. */
export interface CheckedFile {
  counts: LineCounts;
  straight?: StraightRows;
}

/**
 * Judges the records of an opened file: makes `checked` (typed rows, see sql/staging/checked_*) and `rejected`
 * (line_number, column_name, value, reason). A file of good lines only is written to `straightPath` instead.
 */
export async function judgeRecords(
  database: Database,
  source: SourceSettings,
  file: OpenedFile,
  straightPath?: string,
): Promise<CheckedFile> {
  const { reopen, explain = (error) => error } = file;
  try {
    const judged = await judge(database, source, file, straightPath);
    if (reopen === undefined || addsUp(judged.counts)) return judged;
  } catch (error) {
    const isOfFile = !(isOutOfMemory(error) || isSystemError(error) || error instanceof UserError);
    if (reopen === undefined || !isOfFile) throw explain(error);
  } finally {
    for (const copy of file.copies) await rm(copy, { force: true });
  }
  return judgeRecords(database, source, await reopen(), straightPath);
}

/** Tells whether every line of a file is accounted for. */
export function addsUp({ lines, headers, accepted, rejected }: LineCounts): boolean {
  return lines === headers + accepted + rejected;
}

async function judge(
  database: Database,
  source: SourceSettings,
  file: OpenedFile,
  straightPath: string | undefined,
): Promise<CheckedFile> {
  await database.run(`drop table if exists checked;
    create or replace temp table rejected (line_number bigint, column_name varchar, value varchar, reason varchar)`);
  await setFreeOfBlanks(database, file.isFreeOfBlanks ?? false);
  if (straightPath !== undefined && isOftenStraight(source, file)) {
    const { records, lines, headers } = file;
    const expected = lines - headers;
    const target = { path: straightPath, expected };
    const straight = await writeStraightRows(database, source, records, target);
    const counts = { lines, headers, accepted: expected, ignored: 0, rejected: 0 };
    if (straight !== undefined) return { counts, straight };
  }
  return { counts: await judgeLines(database, source, file) };
}

/** Tells whether a file may hold good lines only. Of the JSON records of a preset most are ignored as a rule. */
export function isOftenStraight(
  source: SourceSettings,
  { records, rejectsPath }: OpenedFile,
): boolean {
  if (rejectsPath !== undefined || hasSeveralRowsALine(source)) return false;
  return records.form === 'columns' || (presetOf(source) === undefined && !records.isDocument);
}

/** Makes `checked` and `rejected` from the records, and counts them. */
async function judgeLines(
  database: Database,
  source: SourceSettings,
  { records, lines, headers, rejectsPath }: OpenedFile,
): Promise<LineCounts> {
  await setProblemsTold(database, true);
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
  const counts = await database.one<Record<'present' | 'stored' | 'rejected', bigint>>(
    countSql(source),
  );
  const accepted = Number(counts.present - counts.rejected);
  const noRecords = rejectsPath === undefined ? 0 : await addRejects(database, rejectsPath);
  return {
    lines,
    headers: headers + repeatedHeaders,
    accepted,
    ignored: accepted - Number(counts.stored),
    rejected: Number(counts.rejected) + noRecords,
  };
}

/** Adds the lines that are no records to `rejected`, and counts them. */
async function addRejects(database: Database, path: string): Promise<number> {
  const rows = csvRows(
    path,
    `header = true, delim = ',', quote = '"', escape = '"', max_line_size = 1100000`,
    "columns = {line_number: 'varchar', column_name: 'varchar', value: 'varchar', reason: 'varchar'}",
  );
  const { Count } = await database.one<{ Count: bigint }>(`insert into rejected
    select cast(line_number as bigint), column_name, value, reason from ${rows}`);
  return Number(Count);
}

/**
 * Returns the query that counts lines. A line of a provider's answer can hold several rows; only then are lines
 * told apart.
 */
function countSql(source: SourceSettings): string {
  if (!hasSeveralRowsALine(source)) {
    return `select count(*) as present, count(*) filter (where problem is not null) as rejected,
      count(*) filter (where problem is null and not is_ignored) as stored from checked`;
  }
  return `select count(distinct line_number) as present,
    (select count(*) from rejected) as rejected,
    count(distinct line_number) filter (where not is_ignored and line_number not in (select line_number from rejected)) as stored
    from checked`;
}

/** Tells whether a rejected line can have rows without a problem. */
export function hasSeveralRowsALine(source: SourceSettings): boolean {
  const preset = presetOf(source);
  return preset?.lists !== undefined || preset?.metrics !== undefined;
}
