import { billingDayOf } from '../../src/calendar/billing-day.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { OpenItem } from '../../src/jobs/open-items.ts';
import { readOpenItems } from '../../src/snapshot/read/open-items.ts';
import { withSnapshot } from '../../src/snapshot/read/with-snapshot.ts';
import type { Effects } from '../effects/effects.ts';

/** Reads what is outstanding today from the published snapshot. */
export async function openItemsNow({
  workspace,
  settings,
  warehouse,
  now,
}: Effects): Promise<OpenItem[]> {
  await learnZones([settings.timezone], warehouse);
  const today = billingDayOf(now(), settings.timezone);
  return withSnapshot(workspace, (snapshot) => readOpenItems(snapshot, today));
}
