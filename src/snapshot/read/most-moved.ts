import { Exact, parseDecimal } from '../../money/decimal.ts';
import { formatMoney } from '../../money/round-money.ts';
import type { CustomerCharge } from './charges-by-customer.ts';

/**
 * Finds the charge that changed most against the month before, up or down; of equal ones the first SKU.
 *
 * @param charges Charges of one customer and currency, of `month` and the month before.
 */
export function mostMoved(
  charges: readonly CustomerCharge[],
  month: string,
): { sku: string; change: string } | undefined {
  const sums = new Map<string, Exact>();
  for (const charge of charges) {
    const amount = parseDecimal(charge.amount);
    const signed = charge.month === month ? amount : amount.negated();
    sums.set(charge.sku, (sums.get(charge.sku) ?? new Exact(0)).plus(signed));
  }
  const [most] = [...sums]
    .filter(([, sum]) => !sum.isZero())
    .sort(([skuA, a], [skuB, b]) => b.abs().comparedTo(a.abs()) || (skuA < skuB ? -1 : 1));
  return most && { sku: most[0], change: formatMoney(most[1]) };
}
