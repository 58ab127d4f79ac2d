import type { BillingDay } from '../calendar/billing-day.ts';
import { unitIn } from '../metrics/unit.ts';
import { appCharges } from './app-charges.ts';
import { copyLatestToLastDay } from './fill-days.ts';
import { type ChargeStanding, chargeStanding } from './next-step.ts';
import type { RatingInput } from './types.ts';

/** A usage charge of an app in a month so far. */
export interface ChargeProgress extends ChargeStanding {
  app_id: string;
  sku: string;
  /** Unit of the quantities. */
  unit: string;
}

/**
 * Returns where the usage of each charge lies in a month so far, by app and in the order of the book;
 * one entry a price. Charges without usage are left out.
 *
 * @param dataUntil Last day of the month with data of any source.
 * @throws {UserError} (exit 3) As `rateMonth`.
 */
export function chargeProgress(input: RatingInput, dataUntil: BillingDay): ChargeProgress[] {
  const latest = appCharges({ ...input, usage: copyLatestToLastDay(input.usage, input.month) });
  return appCharges(input).flatMap((charged, index) => {
    const now = charged.terms.charge.month?.of === 'last' ? latest[index]! : charged;
    const standing = chargeStanding(now, dataUntil);
    if (standing === undefined) return [];
    const { charge } = now.terms;
    const { unit } = unitIn(input.units, charge.metric ?? '');
    return [{ app_id: now.app.appId, sku: charge.sku, unit, ...standing }];
  });
}
