import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import { ratingInputOf } from '../../src/billing/draft.ts';
import type { BillingDay } from '../../src/calendar/billing-day.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { Projection } from '../../src/invoice/projection.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { projectMonth } from '../../src/rating/projection.ts';

/** Projects a customer's running month to its end. */
export function projectionOf(facts: BillingFacts, dataUntil: BillingDay): Projection {
  return projectMonth(ratingInputOf(facts, allUnits()), dataUntil);
}

/**
 * Returns the last day with data of a running month. A month is running if some day has data,
 * but neither its last day nor any later day. The clock plays no part.
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
