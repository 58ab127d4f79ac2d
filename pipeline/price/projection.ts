import type { BillingDay } from '../../src/calendar/billing-day.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { Projection } from '../../src/invoice/projection.ts';
import type { BillingFacts } from '../../src/ledger/billing-facts.ts';
import { projectMonth } from '../../src/rating/projection.ts';
import { ratingInputOf } from './draft.ts';

/** What the running month of a customer may come to. */
export function projectionOf(facts: BillingFacts, dataUntil: BillingDay): Projection {
  return projectMonth(ratingInputOf(facts), dataUntil);
}

/**
 * Last day with data of any source, of a month that runs: one of which some day has data, and neither
 * its last day nor any later one. No clock is asked.
 *
 * @returns `undefined` for a month that is complete, or has no data.
 */
export async function runningUntil(
  warehouse: Database,
  month: Month,
): Promise<BillingDay | undefined> {
  const { until } = await warehouse.one<{ until: string | null }>(
    `select max(usage_date) as until from counting_segments`,
  );
  if (until === null || until < firstDay(month) || until >= lastDay(month)) return undefined;
  return until;
}
