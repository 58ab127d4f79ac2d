import type { SummaryInvoice, SummaryMovement } from '../invoice/summary.ts';
import { compareDecimals, isZero } from '../money/decimal.ts';
import { changeOfMoney, sumMoney } from '../money/round-money.ts';
import { compareText } from '../rating/compare-text.ts';
import { groupBy } from '../rating/group-by.ts';

/** Total that a customer owed for the month before, in one currency. */
export interface TotalBefore {
  customer_id: string;
  customer_name: string;
  currency: string;
  total: string;
}

/** Most customers of a currency that a summary names. */
const mostNamed = 10;

/**
 * Compares the customers of a month with the month before, the largest changes first.
 *
 * @param before Totals of the month before.
 * @returns Undefined if that month has no document.
 */
export function movementSince(
  since: string,
  before: readonly TotalBefore[],
  invoices: readonly SummaryInvoice[],
): SummaryMovement | undefined {
  if (before.length === 0) return undefined;
  const now = invoices.map((invoice) => ({ ...invoice, total: invoice.gross ?? invoice.total }));
  const currencies = [...new Set([...before, ...now].map(({ currency }) => currency))].sort();
  const customers = currencies.flatMap((currency) => {
    const own = ({ currency: of }: { currency: string }) => of === currency;
    return movesOf(before.filter(own), now.filter(own)).slice(0, mostNamed);
  });
  return {
    since,
    totals: currencies.map((currency) => {
      const totalOf = (rows: readonly { currency: string; total: string }[]) =>
        sumMoney(rows.filter((row) => row.currency === currency).map(({ total }) => total));
      return { currency, ...changeOf(totalOf(before), totalOf(now)) };
    }),
    customers,
  };
}

/** Returns the customers whose totals changed, in one currency. */
function movesOf(
  before: readonly TotalBefore[],
  now: readonly TotalBefore[],
): SummaryMovement['customers'] {
  const earlier = groupBy(before, ({ customer_id }) => customer_id);
  const later = groupBy(now, ({ customer_id }) => customer_id);
  const moves = [...new Set([...earlier.keys(), ...later.keys()])].map((id) => {
    const [rows, rowsNow] = [earlier.get(id) ?? [], later.get(id) ?? []];
    const { customer_name, currency } = (rowsNow.at(-1) ?? rows.at(-1))!;
    const totalOf = (of: readonly TotalBefore[]) => sumMoney(of.map(({ total }) => total));
    return {
      customer_id: id,
      customer_name,
      currency,
      ...changeOf(totalOf(rows), totalOf(rowsNow)),
    };
  });
  const size = ({ difference }: { difference: string }) => difference.replace('-', '');
  return moves
    .filter(({ difference }) => !isZero(difference))
    .sort((a, b) => compareDecimals(size(b), size(a)) || compareText(a.customer_id, b.customer_id));
}

function changeOf(before: string, now: string) {
  return { before, now, difference: changeOfMoney(now, before) };
}
