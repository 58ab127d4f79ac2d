import type { BillingDay } from '../calendar/billing-day.ts';
import { daysOfMonth, type Month } from '../calendar/month.ts';
import type { InvoiceLine } from '../invoice/document.ts';

/**
 * Returns the days whose values a line adds up. Documents before imbill 0.4 name them in the
 * explanation alone; without a name they are all days of the month. The caller checks that their values add up to the line's
 * usage.
 */
export function summedDays(line: InvoiceLine, month: Month): BillingDay[] {
  const { explanation, contract, sum_of } = line;
  const prefix = contract === undefined ? '' : `Contract ${contract.name}: `;
  const text = explanation.en.startsWith(prefix) ? explanation.en.slice(prefix.length) : '';
  const days = daysOfMonth(month);
  if (sum_of !== undefined)
    return days.filter((day) => sum_of.days.some(({ from, until }) => from <= day && day <= until));
  const [, named = ''] = /^Daily values of \d+ days? with usage(.*) add up to /.exec(text) ?? [];
  const ranges = [...named.matchAll(/ (?:on|from) (\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?/g)];
  if (ranges.length === 0) return days;
  return days.filter((day) =>
    ranges.some(([, from = '', until = from]) => from <= day && day <= until),
  );
}
