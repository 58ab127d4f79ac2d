import type { BilingualText, InvoiceLine, UsageDay, UsageSeries } from '../src/invoice/document.ts';
import { lineUnits } from './line-units.ts';

/** Values of days that add up to the usage of a line. */
export interface SumOfDays {
  /** Absent if the line has none. */
  unit?: BilingualText;
  /** Days with a value, ascending. */
  days: (UsageDay & { quantity: string })[];
  /** Days without data, `YYYY-MM-DD`. */
  missing: string[];
  /** Usage of the line: the sum of the days. */
  total: string;
  /** `total` as a fraction; only if it is rounded to nine decimals. */
  exactTotal?: string;
}

/**
 * Finds the values of the days that a line adds up.
 *
 * @param usage Series of the line's app.
 * @returns Undefined for a line whose usage is no sum of days.
 */
export function sumOfDays(line: InvoiceLine, usage: readonly UsageSeries[]): SumOfDays | undefined {
  const { sum_of, usage: total, exact_usage: exactTotal } = line;
  const { usage: unit } = lineUnits(line);
  const series = usage.find(({ metric }) => metric === sum_of?.metric);
  if (sum_of === undefined || series === undefined || total === undefined) return undefined;
  const summed = series.days.filter(({ date }) =>
    sum_of.days.some(({ from, until }) => from <= date && date <= until),
  );
  return {
    ...(unit !== undefined && { unit }),
    days: summed.filter((day): day is SumOfDays['days'][number] => day.quantity !== null),
    missing: summed.filter(({ quantity }) => quantity === null).map(({ date }) => date),
    total,
    ...(exactTotal !== undefined && { exactTotal }),
  };
}
