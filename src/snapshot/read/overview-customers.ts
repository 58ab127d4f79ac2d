import { parseDecimal } from '../../money/decimal.ts';
import { changeOfMoney } from '../../money/round-money.ts';
import { groupBy } from '../../rating/group-by.ts';
import { type AppPeak, peaksOfMonth } from './app-peaks.ts';
import { chargesByCustomer } from './charges-by-customer.ts';
import { type CustomerMonth, customerMonths } from './customer-months.ts';
import { mostMoved } from './most-moved.ts';
import { readPublishedApps } from './published-apps.ts';
import type { Snapshot } from './snapshot.ts';

/** A customer's row of a month's overview. Amounts with two decimals. */
export interface OverviewCustomer {
  customerId: string;
  name: string;
  /** Currency; empty without a document. */
  currency: string;
  prepaid: string;
  postpaid: string;
  corrections: string;
  total: string;
  /**
   * State of the month. `none`: documents only in the month before. `open`: usage without a document.
   */
  state: CustomerMonth['state'] | 'none' | 'open';
  findings: number;
  /** Number of apps with usage. */
  apps: number;
  /** Peak of daily users of the app with the most. */
  peakUsers?: string;
  /** Change against the month before; absent if there is none to compare with. */
  change?: string;
  /** The charge that changed most; absent if none did. */
  moved?: { sku: string; change: string };
}

/**
 * Reads the customers with a document in the month or the month before, or with usage; by total, the
 * highest first, then by id.
 *
 * @param before The month to compare with.
 */
export async function overviewCustomers(
  snapshot: Snapshot,
  month: string,
  before: string | undefined,
): Promise<OverviewCustomer[]> {
  const all = await customerMonths(snapshot);
  const own = all.filter((row) => row.month === month);
  const earlier = all.filter((row) => row.month === before);
  const peaks = groupBy(await peaksOfMonth(snapshot, month), ({ customerId }) => customerId);
  const rows = [
    ...own.map(billed),
    ...left(own, earlier),
    ...(await unbilled(snapshot, own, peaks)),
  ];
  const moves = await movesOf(snapshot, month, before, earlier);
  return rows
    .map((row) => ({ ...row, ...usageOf(peaks.get(row.customerId) ?? []), ...moves(row) }))
    .toSorted(
      (a, b) =>
        parseDecimal(b.total).comparedTo(parseDecimal(a.total)) ||
        (a.customerId < b.customerId ? -1 : 1),
    );
}

type Row = Omit<OverviewCustomer, 'apps' | 'peakUsers' | 'change' | 'moved'>;

function billed({ customerName, month: _month, ...row }: CustomerMonth): Row {
  return { ...row, name: customerName };
}

const nothing = { prepaid: '0.00', postpaid: '0.00', corrections: '0.00', total: '0.00' };

/** Returns customers with documents only in the month before. */
function left(own: readonly CustomerMonth[], earlier: readonly CustomerMonth[]): Row[] {
  if (own.length === 0) return [];
  const here = new Set(own.map(keyOf));
  return earlier
    .filter((row) => !here.has(keyOf(row)))
    .map((row) => ({ ...billed(row), ...nothing, findings: 0, state: 'none' }));
}

/** Returns customers with usage and no document; the id is empty for apps without a customer. */
async function unbilled(
  snapshot: Snapshot,
  own: readonly CustomerMonth[],
  peaks: ReadonlyMap<string, readonly AppPeak[]>,
): Promise<Row[]> {
  const here = new Set(own.map(({ customerId }) => customerId));
  const apps = await readPublishedApps(snapshot);
  const names = new Map([...apps.values()].map((app) => [app.customerId, app.customerName]));
  return [...peaks.keys()]
    .filter((customerId) => !here.has(customerId))
    .map((customerId) => ({
      customerId,
      name: names.get(customerId) ?? '',
      currency: '',
      ...nothing,
      findings: 0,
      state: 'open' as const,
    }));
}

function usageOf(peaks: readonly AppPeak[]): Pick<OverviewCustomer, 'apps' | 'peakUsers'> {
  const [most] = peaks
    .filter(({ metric }) => metric === 'dau')
    .map(({ highest }) => highest)
    .sort((a, b) => parseDecimal(b).comparedTo(parseDecimal(a)));
  const apps = new Set(peaks.map(({ appId }) => appId)).size;
  return { apps, ...(most !== undefined && { peakUsers: most }) };
}

type Moves = Pick<OverviewCustomer, 'change' | 'moved'>;

async function movesOf(
  snapshot: Snapshot,
  month: string,
  before: string | undefined,
  earlier: readonly CustomerMonth[],
): Promise<(row: Row) => Moves> {
  if (before === undefined) return () => ({});
  const charges = groupBy(await chargesByCustomer(snapshot, { months: [before, month] }), keyOf);
  const totals = new Map(earlier.map((row) => [keyOf(row), row.total]));
  return (row) => {
    if (row.state === 'open') return {};
    const moved = mostMoved(charges.get(keyOf(row)) ?? [], month);
    return {
      change: changeOfMoney(row.total, totals.get(keyOf(row)) ?? '0.00'),
      ...(moved !== undefined && { moved }),
    };
  };
}

function keyOf({ customerId, currency }: { customerId: string; currency: string }): string {
  return JSON.stringify([customerId, currency]);
}
