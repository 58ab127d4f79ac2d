import type { BillingDay } from '../calendar/billing-day.ts';
import { daysOfMonth, type Month } from '../calendar/month.ts';
import type { InvoiceLine } from '../invoice/document.ts';

/**
 * Returns the days whose values a line adds up: those that its explanation names, or all of the
 * month.
 *
 * Only the explanation names them. The caller checks that their values add up to the line's
 * usage.
 */
export function summedDays({ explanation, contract }: InvoiceLine, month: Month): BillingDay[] {
  const prefix = contract === undefined ? '' : `Contract ${contract.name}: `;
  const text = explanation.en.startsWith(prefix) ? explanation.en.slice(prefix.length) : '';
  const days = daysOfMonth(month);
  const [, named = ''] = /^Daily values of \d+ days? with usage(.*) add up to /.exec(text) ?? [];
  const ranges = [...named.matchAll(/ (?:on|from) (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?/g)];
  if (ranges.length === 0) return days;
  return days.filter((day) =>
    ranges.some(([, from = '', until = from]) => from <= day && day <= until),
  );
}
