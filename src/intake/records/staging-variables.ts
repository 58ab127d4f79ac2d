import { fixedOffsetMinutes } from '../../calendar/fixed-offset.ts';
import { type LocalSpan, missingTimes, repeatedTimes, zoneOf } from '../../calendar/zone.ts';
import { type Database, quoted, quotedList } from '../../duckdb/duckdb.ts';
import { currentSql, type SqlFiles } from '../../duckdb/sql-files.ts';
import { learnZones } from '../../duckdb/time-zones.ts';
import { deliveredMetrics } from '../../metrics/catalogue.ts';
import { emptyIds, successWords } from './known-words.ts';
import type { SourceSettings } from './source-settings.ts';

/** Rules for the day and the slot of a line. */
export interface LineTimes {
  /** IANA zone in which days are cut. */
  timezone: string;
  /** Length of a bandwidth slot. */
  slotSeconds: number;
  /** End of the accepted instants, RFC 3339 in UTC; at most the year 2100. */
  acceptedUntil?: string | undefined;
}

const end = '2100-01-01T00:00:00Z';

/** Values of the variables that the last file left in an instance. They are set only if they change. */
interface LastFile {
  source: string;
  isFreeOfBlanks: boolean;
  areProblemsTold: boolean;
}

const lastFiles = new WeakMap<Database, LastFile>();

/**
 * Prepares an instance that reads files: the macros of sql/staging, and the variables that are the same for all
 * files.
 */
export async function prepareStaging(
  database: Database,
  { timezone, slotSeconds, acceptedUntil = end }: LineTimes,
  sql: SqlFiles = currentSql(),
): Promise<void> {
  await learnZones([timezone], database);
  const until = acceptedUntil < end ? acceptedUntil : end;
  await database.run(`set variable billing_zone = ${quoted(timezone)};
    set variable billing_offset_minutes = ${fixedOffsetMinutes(timezone) ?? 'null'};
    set variable slot_seconds = ${slotSeconds};
    set variable accepted_until = timestamp ${quoted(until.replace(/Z$/, ''))};
    set variable metric_names = ${quotedList(deliveredMetrics())};
    set variable is_free_of_blanks = false;
    ${sourceVariables({})}`);
  await database.run(sql.macros);
  lastFiles.set(database, { source: '{}', isFreeOfBlanks: false, areProblemsTold: true });
}

/** Keys of a source that the queries of sql/staging read. */
type StagingSource = Pick<SourceSettings, 'timeZone' | 'samples' | 'success' | 'emptyIds'>;

/** Sets the variables of a source: its words, its zone of local times, what several lines of a slot are. */
export async function setSource(
  database: Database,
  { timeZone, samples, success, emptyIds }: StagingSource,
): Promise<void> {
  const source = { timeZone, samples, success, emptyIds };
  const last = lastFiles.get(database)!;
  const key = JSON.stringify(source);
  if (last.source === key) return;
  if (timeZone !== undefined) await learnZones([timeZone], database);
  await database.run(sourceVariables(source));
  last.source = key;
}

/** Sets whether no text of the file can hold a blank or be too long. */
export async function setFreeOfBlanks(database: Database, isFreeOfBlanks: boolean): Promise<void> {
  const last = lastFiles.get(database)!;
  if (last.isFreeOfBlanks === isFreeOfBlanks) return;
  await database.run(`set variable is_free_of_blanks = ${isFreeOfBlanks}`);
  last.isFreeOfBlanks = isFreeOfBlanks;
}

/** Error of a line that needs the slower queries, which tell what is wrong with it. */
export const closerLook = 'a line needs a closer look';

/**
 * Sets whether the queries tell what is wrong with a line. If not, such a line stops the query with {@link
 * closerLook}. Telling it costs more than reading a small file.
 */
export async function setProblemsTold(database: Database, areProblemsTold: boolean): Promise<void> {
  const last = lastFiles.get(database)!;
  if (last.areProblemsTold === areProblemsTold) return;
  const told = areProblemsTold ? 'found' : `error(${quoted(closerLook)})`;
  await database.run(`create or replace temp macro told_problem(found) as ${told}`);
  last.areProblemsTold = areProblemsTold;
}

function sourceVariables(
  source: { [Key in keyof StagingSource]: StagingSource[Key] | undefined },
): string {
  const { timeZone, samples } = source;
  const zone = timeZone === undefined ? undefined : zoneOf(timeZone);
  const missing = zone === undefined ? [] : missingTimes(zone);
  const repeated = zone === undefined ? [] : repeatedTimes(zone);
  const success = (source.success ?? successWords).map(inLowerCase);
  const ids = (source.emptyIds ?? emptyIds).map(inLowerCase);
  const lengths = new Set(ids.map((id) => Buffer.byteLength(id)));
  return `set variable success_words = cast(${quotedList(success)} as varchar[]);
    set variable empty_ids = cast(${quotedList(ids)} as varchar[]);
    set variable empty_id_lengths = cast([${[...lengths].join(', ')}] as bigint[]);
    set variable source_zone = ${timeZone === undefined ? 'null' : quoted(timeZone)};
    set variable source_offset_minutes = ${(timeZone && fixedOffsetMinutes(timeZone)) ?? 'null'};
    set variable source_change_days = ${daysOf([...missing, ...repeated])};
    set variable source_missing_times = ${listOf(missing)};
    set variable source_repeated_times = ${listOf(repeated)};
    set variable samples = ${samples === undefined ? 'null' : quoted(samples)};`;
}

function inLowerCase(word: string): string {
  return word.trim().toLowerCase();
}

function daysOf(spans: readonly LocalSpan[]): string {
  const days = spans.flatMap(({ from, until }) => {
    const count = Math.floor((until - 1) / 86_400) - Math.floor(from / 86_400) + 1;
    return Array.from({ length: count }, (_, index) =>
      localText(from + index * 86_400).slice(0, 10),
    );
  });
  return `cast([${days.map(quoted).join(', ')}] as date[])`;
}

function listOf(spans: readonly LocalSpan[]): string {
  const structs = spans.map(
    ({ from, until }) =>
      `{'since': timestamp ${quoted(localText(from))}, 'until': timestamp ${quoted(localText(until))}}`,
  );
  return `cast([${structs.join(', ')}] as struct(since timestamp, until timestamp)[])`;
}

function localText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
}
