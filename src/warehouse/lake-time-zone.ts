import { exitCodes, UserError } from '../base/errors.ts';
import { zoneHash, zoneOf } from '../calendar/zone.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { learnZones } from '../duckdb/time-zones.ts';

/**
 * Stores the time zone of the lake's billing days.
 *
 * @throws {UserError} (exit 3) If files were loaded with another one: a day would mean two things.
 */
export async function storeTimeZone(database: Database, timeZone: string): Promise<void> {
  const [stored] = await database.rows<{ value: string; is_empty: boolean }>(
    `select value, not exists (select 1 from batches) as is_empty from meta where key = 'timezone'`,
  );
  const isOther = stored !== undefined && stored.value !== timeZone && !stored.is_empty;
  if (isOther && !(await areSameZone([stored.value, timeZone], database))) {
    throw new UserError(
      `imbill.yaml: timezone is "${timeZone}", but the files of this workspace were loaded with "${stored.value}".\nAccepted: ${stored.value}. For another zone create a new workspace and load the files there.`,
      exitCodes.badInput,
    );
  }
  await database.run("insert or replace into meta values ('timezone', $timeZone)", { timeZone });
}

/** Tells if two names, such as PRC and Asia/Shanghai, have the same offsets at all times. */
async function areSameZone([a, b]: [string, string], database: Database): Promise<boolean> {
  await learnZones([a, b], database);
  return zoneHash(zoneOf(a)) === zoneHash(zoneOf(b));
}
