import { type BillingDay, billingDayOf } from '../../src/calendar/billing-day.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import { readSettings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/** A clock, and the workspace whose time zone decides the day. */
export interface Clock {
  workspace: Workspace;
  /** Returns milliseconds since the epoch. */
  now(): number;
}

/**
 * Returns today in the time zone of the workspace.
 *
 * @param database Any connection; it knows the zones. If it is absent, one in memory is opened.
 * @throws {UserError} (exit 3) If imbill.yaml is wrong.
 */
export async function todayIn({ workspace, now }: Clock, database?: Database): Promise<BillingDay> {
  const { timezone } = await readSettings(workspace.settings);
  await learnZones([timezone], database);
  return billingDayOf(now(), timezone);
}
