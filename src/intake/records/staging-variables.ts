import { fixedOffsetMinutes } from '../../calendar/fixed-offset.ts';
import { type LocalSpan, missingTimes, repeatedTimes, zoneOf } from '../../calendar/zone.ts';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { learnZones } from '../../duckdb/time-zones.ts';
import type { SourceSettings } from './source-settings.ts';

/** What decides the day and the slot of a line, beside its own time. */
export interface LineTimes {
  /** IANA zone in which days are cut. */
  timezone: string;
  /** Length of a bandwidth slot. */
  slotSeconds: number;
  /** Instants from it on are rejected, RFC 3339 in UTC; those of 2100 and later always are. */
  acceptedUntil?: string | undefined;
}

const end = '2100-01-01T00:00:00Z';

/** Sets what the staging queries read of days and slots, the same for all files. */
export async function setLineTimes(
  database: Database,
  { timezone, slotSeconds, acceptedUntil = end }: LineTimes,
): Promise<void> {
  await learnZones([timezone], database);
  const until = acceptedUntil < end ? acceptedUntil : end;
  await database.run(`set variable billing_zone = ${quoted(timezone)};
    set variable billing_offset_minutes = ${fixedOffsetMinutes(timezone) ?? 'null'};
    set variable slot_seconds = ${slotSeconds};
    set variable accepted_until = timestamp ${quoted(until.replace(/Z$/, ''))};
    ${sourceTimes({})}`);
  lastSource.delete(database);
}

/** Sets what they read of one source's local times and samples. */
export async function setSourceTimes(
  database: Database,
  source: Pick<SourceSettings, 'timeZone' | 'samples'>,
): Promise<void> {
  const { timeZone, samples } = source;
  const key = JSON.stringify([timeZone, samples]);
  if (lastSource.get(database) === key) return;
  if (timeZone !== undefined) await learnZones([timeZone], database);
  await database.run(sourceTimes(source));
  lastSource.set(database, key);
}

/** Of which source an instance has the variables: thousands of small files are of one. */
const lastSource = new WeakMap<Database, string>();

function sourceTimes({ timeZone, samples }: Pick<SourceSettings, 'timeZone' | 'samples'>): string {
  const zone = timeZone === undefined ? undefined : zoneOf(timeZone);
  const missing = zone === undefined ? [] : missingTimes(zone);
  const repeated = zone === undefined ? [] : repeatedTimes(zone);
  return `set variable source_zone = ${timeZone === undefined ? 'null' : quoted(timeZone)};
    set variable source_offset_minutes = ${(timeZone && fixedOffsetMinutes(timeZone)) ?? 'null'};
    set variable source_change_days = ${daysOf([...missing, ...repeated])};
    set variable source_missing_times = ${listOf(missing)};
    set variable source_repeated_times = ${listOf(repeated)};
    set variable samples = ${samples === undefined ? 'null' : quoted(samples)};`;
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
