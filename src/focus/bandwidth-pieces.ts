import type { BillingDay } from '../calendar/billing-day.ts';
import type { InvoiceDocument, InvoiceLine, UsageSeries } from '../invoice/document.ts';
import { Exact, parseDecimal } from '../money/decimal.ts';
import { summedDays } from './day-ranges.ts';
import type { Piece } from './piece.ts';

/**
 * Splits a bandwidth line into one piece a day with usage.
 *
 * If the month is the sum of its days, the days use up what is included one after the other.
 * Each day has the quantity that it adds. If one day decides, that day has all of it.
 *
 * @returns `undefined` if the line is not of bandwidth, or its days do not add up to its
 *   quantity: then it stays in one piece.
 */
export function bandwidthPieces(
  line: InvoiceLine,
  document: InvoiceDocument,
  whole: Piece,
): Piece[] | undefined {
  if (line.unit !== 'Mbps' || line.usage === undefined) return undefined;
  for (const series of seriesOf(line, document)) {
    const split = splitSum(line, document, series, whole) ?? splitPeak(line, series, whole);
    if (split !== undefined && split.length > 0) return split;
  }
  return undefined;
}

interface Day {
  date: BillingDay;
  mbps: Exact;
}

/** Returns the app's series in Mbps; one that the SKU is named after first. */
function seriesOf({ app_id, sku }: InvoiceLine, { usage }: InvoiceDocument): UsageSeries[] {
  const isNamedAfter = ({ metric }: UsageSeries) => metric.startsWith(sku.replaceAll('-', '_'));
  return usage
    .filter((series) => series.app_id === app_id && series.unit === 'Mbps')
    .toSorted((a, b) => Number(isNamedAfter(b)) - Number(isNamedAfter(a)));
}

function splitSum(
  line: InvoiceLine,
  document: InvoiceDocument,
  series: UsageSeries,
  whole: Piece,
): Piece[] | undefined {
  const own = new Set(summedDays(line, document.month));
  const days = daysOf(series).filter(({ date }) => own.has(date));
  const total = days.reduce((sum, { mbps }) => sum.plus(mbps), new Exact(0));
  if (!isNear(total, whole.consumed!, days.length)) return undefined;
  const free = parseDecimal(line.included ?? '0');
  const above = Exact.max(0, total.minus(free));
  const isCharged = !whole.quantity.isZero();
  if (isCharged && !isNear(above, whole.quantity, days.length)) return undefined;
  let used = new Exact(0);
  let charged = new Exact(0);
  return days.map(({ date, mbps }, index) => {
    used = used.plus(mbps);
    const isLast = index === days.length - 1;
    const until = isLast
      ? whole.quantity
      : Exact.min(Exact.max(0, used.minus(free)), whole.quantity);
    const quantity = until.minus(charged);
    charged = until;
    return { ...whole, from: date, until: date, quantity, consumed: mbps };
  });
}

function splitPeak(line: InvoiceLine, series: UsageSeries, whole: Piece): Piece[] | undefined {
  const days = daysOf(series);
  const peak = days.find(({ date }) => date === line.peak_date);
  if (peak === undefined || !peak.mbps.equals(whole.consumed!)) return undefined;
  return days.map((day) => ({
    ...whole,
    from: day.date,
    until: day.date,
    quantity: day === peak ? whole.quantity : new Exact(0),
    consumed: day.mbps,
  }));
}

function daysOf({ days }: UsageSeries): Day[] {
  return days
    .flatMap(({ date, quantity }) =>
      quantity === null ? [] : [{ date, mbps: parseDecimal(quantity) }],
    )
    .filter(({ mbps }) => !mbps.isZero());
}

/** Tells whether two sums are equal but for the rounding of so many values to 9 decimals. */
function isNear(a: Exact, b: Exact, values: number): boolean {
  return a
    .minus(b)
    .abs()
    .lessThanOrEqualTo(new Exact('1e-9').times(values + 1));
}
