import type { Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';

/** Returns the last month that is closed: by the audit, and not reopened since. */
export async function lastClosedMonth(database: Database): Promise<Month | undefined> {
  const { month } = await database.one<{ month: Month | null }>(
    queryText('ledger/last_closed_month'),
  );
  return month ?? undefined;
}
