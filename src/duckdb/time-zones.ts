import { exitCodes, UserError } from '../base/errors.ts';
import { addZone, isKnownZone, type Zone } from '../calendar/zone.ts';
import { Database, quoted } from './duckdb.ts';

/**
 * Reads zones of DuckDB's data for `zoneOf`, each once a process. Logins, purchases and months are
 * all cut into days by this data, whatever the zone data of Node.js is.
 *
 * @param database Any open one; one in memory is opened where it is absent and something is to be read.
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

/** 2000-01-01 and 2100-01-01: no line of another year is accepted. */
const [first, last] = [946_684_800, 4_102_444_800];
const week = 7 * 86_400;

/** Looks at each week's beginning, and where two differ halves the time between them down to a second. */
async function readZone(database: Database, name: string): Promise<Zone> {
  const east = (moment: string) =>
    `epoch_ms(timezone(${quoted(name)}, make_timestamptz(${moment} * 1000000))) // 1000 - ${moment}`;
  const rows = await database
    .rows<{ changed_at: bigint; east: bigint }>(
      `with recursive weeks as (
        select moment, ${east('moment')} as east from range(${first}, ${last + week}, ${week}) as weeks (moment)
      ), changes as (
        select lag(moment) over (order by moment) as low, moment as high, lag(east) over (order by moment) as earlier, east
        from weeks qualify earlier <> east
      ), halved as (
        select * from changes
        union all
        select case when found = earlier then middle else low end, case when found = earlier then high else middle end,
          earlier, east
        from (select *, ${east('middle')} as found
          from (select *, (low + high) // 2 as middle from halved where high - low > 1))
      )
      select moment as changed_at, east from weeks where moment = ${first}
      union all select high, east from halved where high - low = 1
      order by changed_at`,
    )
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
