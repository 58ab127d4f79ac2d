import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';
import { dayStart } from '../../src/calendar/day-start.ts';
import { firstDay, type Month, nextMonth } from '../../src/calendar/month.ts';
import { zoneHash, zoneOf } from '../../src/calendar/zone.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { countingTexts } from '../../src/duckdb/sql-files.ts';
import { wordsOf } from '../../src/duckdb/sql-text.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { BillingFacts, Provenance } from '../../src/ledger/billing-facts.ts';

/** What counts and rates now: the SQL of sql/, and the versions of imbill and DuckDB. */
export async function makingNow(database: Database): Promise<Provenance> {
  return { sql: countingTexts(), versions: await versionsNow(database) };
}

/** The same with the zone data that the facts' days and month are cut by. */
export async function makingOf(
  { sql, versions }: Provenance,
  { month, time_zone }: Pick<BillingFacts, 'month' | 'time_zone'>,
  database: Database,
): Promise<Provenance> {
  const time_zone_sha256 = await zoneHashUntil(month, time_zone, database);
  return { sql, versions: { ...versions, time_zone_sha256 } };
}

/** Hashes a zone's offsets until the end of a month. */
export async function zoneHashUntil(
  month: Month,
  timeZone: string,
  database: Database,
): Promise<string> {
  await learnZones([timeZone], database);
  const end = dayStart(firstDay(nextMonth(month)), timeZone);
  return zoneHash(zoneOf(timeZone), Date.parse(end) / 1000);
}

export async function versionsNow(database: Database): Promise<Provenance['versions']> {
  const { version } = await database.one<{ version: string }>('select version() as version');
  return { imbill: imbillVersion(), duckdb: version };
}

/** Read once: it is asked for at each document. */
export function imbillVersion(): string {
  knownVersion ??= JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'))
    .version as string;
  return knownVersion;
}

let knownVersion: string | undefined;

/** Names the SQL files that say something else; comments and layout are no difference. */
export function changedTexts(before: Provenance['sql'], now: Provenance['sql']): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names.filter((name) => {
    const [was, is] = [before[name], now[name]];
    return was !== is && (was === undefined || is === undefined || wordsOf(was) !== wordsOf(is));
  });
}
