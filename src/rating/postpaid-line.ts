import type { InvoiceLine } from '../invoice/document.ts';
import { type Exact, formatDecimal, parseDecimal } from '../money/decimal.ts';
import { formatQuantity, type Quantity } from '../money/quantity.ts';
import { formatMoney } from '../money/round-money.ts';
import type { ChargeTerms } from './charge-terms.ts';
import type { DailyValues } from './daily-values.ts';
import { explainPostpaid } from './explain-postpaid.ts';
import { monthQuantity } from './month-quantity.ts';
import { type AppOfMonth, reckon } from './reckon.ts';

/**
 * The line of one charge of one app, at one price.
 *
 * @returns `undefined` where there was no usage, or the charge's multiplier is 0. Usage that costs
 *   nothing has a line of 0.00.
 */
export function postpaidLine(
  terms: ChargeTerms,
  values: DailyValues,
  app: AppOfMonth,
): InvoiceLine | undefined {
  const { charge } = terms;
  const month = monthQuantity(charge.month, terms.days, values);
  if (month === undefined || month.usage.isZero()) return undefined;
  const reckoning = reckon(charge, month, app);
  if (reckoning.multiplier === 0) return undefined;
  const unitPrice = formatDecimal(parseDecimal(charge.price));
  const computed = reckoning.quantity.amountAt(unitPrice);
  const minimum = decidingMinimum(charge.minimum, computed, reckoning.quantity);
  const amount = formatMoney(minimum ?? computed);
  return {
    app_id: app.appId,
    sku: charge.sku,
    kind: 'postpaid',
    title: { ...charge.title },
    usage: formatQuantity(month.usage),
    unit: charge.unit,
    ...(reckoning.included && { included: formatQuantity(reckoning.included) }),
    quantity: formatQuantity(reckoning.quantity),
    unit_price: unitPrice,
    ...(minimum && { minimum: formatDecimal(minimum) }),
    amount,
    peak_date: month.peakDate,
    ...(month.peakAt !== undefined && { peak_at: month.peakAt }),
    explanation: explainPostpaid(terms, reckoning, { computed: formatMoney(computed), amount }),
    source: charge.source,
  };
}

/** The charge's minimum where something is charged and comes to less. */
function decidingMinimum(
  minimum: string | undefined,
  computed: Exact,
  quantity: Quantity,
): Exact | undefined {
  if (minimum === undefined || quantity.isZero()) return undefined;
  const least = parseDecimal(minimum);
  return computed.lessThan(least) ? least : undefined;
}
