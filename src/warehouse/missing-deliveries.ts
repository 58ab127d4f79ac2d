import type { Month } from '../calendar/month.ts';
import type { Database, Row } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { MissingDelivery } from '../invoice/missing-delivery.ts';

/** Columns of the table, as JSON gives them. */
const columns =
  '{"month": "VARCHAR", "position": "INTEGER", "source": "VARCHAR", "entry": "VARCHAR", "state": "VARCHAR", "usage_date": "DATE", "hour": "INTEGER", "starts_at": "VARCHAR", "ends_at": "VARCHAR", "app_id": "VARCHAR", "path": "VARCHAR", "expected": "VARCHAR", "found": "VARCHAR", "message": "VARCHAR"}';

/** Replaces what was found of a month before. */
export async function storeMissingDeliveries(
  database: Database,
  month: Month,
  deliveries: readonly MissingDelivery[],
): Promise<void> {
  const rows = deliveries.map(({ day, hour, from, until, app_id, path, ...rest }, position) => ({
    ...{ month, position, ...rest, usage_date: day, hour: hour ?? null },
    ...{ starts_at: from ?? null, ends_at: until ?? null },
    ...{ app_id: app_id ?? null, path: path ?? null },
  }));
  await database.transaction(async () => {
    await database.run('delete from missing_deliveries where month = $month', { month });
    await database.run(
      `insert into missing_deliveries by name
       select unnest(from_json($rows, '[${columns}]'), recursive := true)`,
      { rows: JSON.stringify(rows) },
    );
  });
}

/** Reads the deliveries of a month that were found missing, or not as their manifests say; not the late ones. */
export async function readMissingDeliveries(
  database: Database,
  month: Month,
): Promise<MissingDelivery[]> {
  const rows = await database.rows<MissingRow>(queryText('warehouse/missing_deliveries'), {
    month,
  });
  return rows.map(({ hour, starts_at, ends_at, app_id, path, ...row }) => ({
    source: row.source,
    entry: row.entry,
    state: row.state as MissingDelivery['state'],
    day: row.usage_date,
    ...(hour === null ? {} : { hour: Number(hour) }),
    ...(starts_at === null ? {} : { from: starts_at }),
    ...(ends_at === null ? {} : { until: ends_at }),
    ...(app_id === null ? {} : { app_id }),
    ...(path === null ? {} : { path }),
    expected: row.expected,
    found: row.found,
    message: row.message,
  }));
}

interface MissingRow extends Row {
  source: string;
  entry: string;
  state: string;
  usage_date: string | null;
  hour: bigint | null;
  starts_at: string | null;
  ends_at: string | null;
  app_id: string | null;
  path: string | null;
  expected: string;
  found: string;
  message: string;
}
