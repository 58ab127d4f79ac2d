import type { BillingDay } from '../calendar/billing-day.ts';
import type { InvoiceLine } from '../invoice/document.ts';
import type { ProjectedAmount, ProjectedCharge, Projection } from '../invoice/projection.ts';
import { type AppCharge, appCharges, lineOfCharge } from './app-charges.ts';
import { copyLatestToLastDay, fillWithHighestDay } from './fill-days.ts';
import { nextStep } from './next-step.ts';
import { rateMonth } from './rate-month.ts';
import type { RatingInput } from './types.ts';

/**
 * Projects a running month as if each remaining day were like the highest day so far. The
 * projected month is rated like any other. Users of the whole month (`mau`) and settings stay as
 * they are. The cost so far of a last day's charge is that of the latest day with a value.
 *
 * @param dataUntil Last day of the month with data of any source.
 * @throws {UserError} (exit 3) As `rateMonth`.
 */
export function projectMonth(input: RatingInput, dataUntil: BillingDay): Projection {
  const usage = fillWithHighestDay(input.usage, input.month, dataUntil);
  const projected = { ...input, usage };
  const rated = rateMonth(projected);
  const { prepaid, postpaid } = rated;
  const then = appCharges(projected);
  const latest = appCharges({ ...input, usage: copyLatestToLastDay(input.usage, input.month) });
  const charges = appCharges(input).flatMap((charged, index) => {
    const now = charged.terms.charge.month?.of === 'last' ? latest[index]! : charged;
    return projectedCharge(now, then[index]!, dataUntil);
  });
  return {
    data_until: dataUntil,
    prepaid,
    postpaid,
    total: rated.tax?.gross ?? rated.total,
    charges,
  };
}

/** Compares a charge so far with the projected one; without usage in both it is left out. */
function projectedCharge(
  now: AppCharge,
  then: AppCharge,
  dataUntil: BillingDay,
): ProjectedCharge[] {
  const [lineNow, lineThen] = [lineOfCharge(now), lineOfCharge(then)];
  const line = lineNow ?? lineThen;
  if (line === undefined) return [];
  return [
    {
      app_id: line.app_id,
      sku: line.sku,
      title: line.title,
      unit: line.unit ?? '',
      ...(line.included !== undefined && { included: line.included }),
      so_far: amountOf(lineNow),
      projected: amountOf(lineThen),
      ...nextStep(now, dataUntil),
    },
  ];
}

function amountOf(line: InvoiceLine | undefined): ProjectedAmount {
  if (line === undefined) return { amount: '0.00' };
  const { usage, amount } = line;
  return usage === undefined ? { amount } : { usage, amount };
}
