import type { Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';

/** A closing of a month that holds: nobody opened the month again. */
export interface Closing {
  [column: string]: string | bigint;
  /** `YYYY-MM`; the months before it are closed, too. */
  month: Month;
  /** Name that was given. */
  closed_by: string;
  /** RFC 3339, UTC. */
  closed_at: string;
  /** Entry of the audit. */
  entry: bigint;
}

/** Reads the closings that hold, by month. */
export function readClosings(database: Database): Promise<Closing[]> {
  return database.rows<Closing>(
    'select month, closed_by, closed_at, entry from closings where is_closed order by month',
  );
}

/** Returns the last closed month; undefined if none is closed. */
export async function lastClosedMonth(database: Database): Promise<Month | undefined> {
  return (await readClosings(database)).at(-1)?.month;
}

/** Returns the closing that closed a month: its own, or that of the next closed month. */
export async function closingOf(database: Database, month: Month): Promise<Closing | undefined> {
  return (await readClosings(database)).find((closing) => closing.month >= month);
}
