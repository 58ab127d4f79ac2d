import type { BillingDay } from '../calendar/billing-day.ts';
import type { Quantity } from '../money/quantity.ts';

/** A billing day with the quantity of one metric. */
export interface DayQuantity {
  day: BillingDay;
  quantity: Quantity;
}

/** Returns the first of the days with the highest quantity. */
export function highestDay<Day extends DayQuantity>(days: readonly Day[]): Day | undefined {
  return days.reduce<Day | undefined>(
    (top, day) => (top === undefined || day.quantity.compare(top.quantity) > 0 ? day : top),
    undefined,
  );
}
