import type { BillingDay } from '../../calendar/billing-day.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { setToday } from './due.ts';

/** Overdue documents that bill an app, in one currency. */
export type AppArrears = {
  /** First billing day on which one of them was overdue. */
  overdue_since: BillingDay;
  currency: string;
  /** Their open amount, two decimals; part of it may bill other apps. */
  overdue: string;
  /** Their numbers, separated by commas. */
  numbers: string;
};

/** Reads the arrears of an app on a day, by currency; empty in a workspace without payments. */
export async function readAppArrears(
  snapshot: Database,
  app: string,
  on: BillingDay,
): Promise<AppArrears[]> {
  await setToday(snapshot, on);
  return snapshot.rows<AppArrears>(
    `select overdue_since, currency, overdue, array_to_string(numbers, ', ') as numbers
     from arrears where app_id = $app order by currency, overdue_since`,
    { app },
  );
}
