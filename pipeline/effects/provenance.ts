import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';
import type { BillingFacts, Provenance } from '../../src/billing/billing-facts.ts';
import { dayStart } from '../../src/calendar/day-start.ts';
import { firstDay, type Month, nextMonth } from '../../src/calendar/month.ts';
import { zoneHash, zoneOf } from '../../src/calendar/zone.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { SqlFiles } from '../../src/duckdb/sql-files.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';

/** Returns the provenance of what is calculated now: the measuring rules, and the versions of imbill and DuckDB. */
export async function currentProvenance(sql: SqlFiles, database: Database): Promise<Provenance> {
  return { sql: sql.rules(), versions: await versionsNow(database) };
}

/** Adds the hash of the zone data that cuts the days and month of some facts. */
export async function withZoneHash(
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

/** Returns the version of this package. It is read once a process, as each document asks for it. */
export function imbillVersion(): string {
  knownVersion ??= JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'))
    .version as string;
  return knownVersion;
}

let knownVersion: string | undefined;
