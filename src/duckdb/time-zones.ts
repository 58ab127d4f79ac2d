import { exitCodes, UserError } from '../base/errors.ts';
import { addZone, isKnownZone, type Zone } from '../calendar/zone.ts';
import { Database } from './duckdb.ts';
import { queryText } from './query-text.ts';

/**
 * Reads zones from DuckDB's data for `zoneOf`, each once a process. This data alone, not that of Node.js, cuts
 * logins, purchases and months into days.
 *
 * @param database Any open database. If it is absent, a new one in memory is opened when needed.
 * @throws {UserError} (exit 3) If DuckDB knows no zone of the name.
 */
export async function learnZones(names: readonly string[], database?: Database): Promise<void> {
  const missing = [...new Set(names)].filter((name) => !isKnownZone(name));
  if (missing.length === 0) return;
  const opened = database ?? (await Database.open({ threads: 1 }));
  try {
    for (const name of missing) addZone(await readZone(opened, name));
  } finally {
    if (database === undefined) opened.close();
  }
}

/** 2000-01-01 and 2100-01-01. No line before or after is accepted. */
const [first, last] = [946_684_800, 4_102_444_800];
const week = 7 * 86_400;

async function readZone(database: Database, name: string): Promise<Zone> {
  const rows = await database
    .rows<{ changed_at: bigint; east: bigint }>(queryText('zones/offset_changes'), {
      zone: name,
      first: BigInt(first),
      last: BigInt(last + week),
    })
    .catch((error: Error) => {
      if (!error.message.includes('TimeZone')) throw error;
      throw unknownZone(name, error);
    });
  const [start, ...changes] = rows.map((row) => ({
    at: Number(row.changed_at),
    east: Number(row.east),
  }));
  return { name, firstEast: start!.east, changes };
}

function unknownZone(name: string, cause: Error): UserError {
  return new UserError(
    `There is no time zone "${name}".\nAccepted: an IANA zone such as Asia/Shanghai, or UTC. Correct timezone or time_zone in imbill.yaml.`,
    exitCodes.badInput,
    { cause },
  );
}
