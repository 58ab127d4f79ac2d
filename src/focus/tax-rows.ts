import type { InvoiceLine } from '../invoice/document.ts';
import { type Exact, parseDecimal } from '../money/decimal.ts';
import { exactMoneyText } from '../money/format-decimal.ts';
import type { FocusRow } from './columns.ts';

/**
 * Adds to the rows of a line what separates its tax: a row that takes included tax off, so that they
 * cost the net amount, and a row of the tax. A line without tax keeps its rows.
 *
 * Source: FOCUS_Spec v1.2 and v1.4, ChargeCategory "Tax": it has no SKU, no price and no quantity.
 */
export function addTaxRows(rows: readonly FocusRow[], line: InvoiceLine): FocusRow[] {
  const { net, tax, tax_percent: percent } = line;
  if (net === undefined || tax === undefined) return [...rows];
  const included = parseDecimal(net).minus(costOf(rows));
  return [
    ...rows,
    ...costRow(rows, included, {
      ChargeCategory: 'Adjustment',
      ChargeDescription: `Tax of ${percent}% in the price of ${line.title.en}`,
      x_Adjustment: 'included_tax',
    }),
    ...costRow(rows, parseDecimal(tax), {
      ChargeCategory: 'Tax',
      ChargeDescription: `Tax of ${percent}% on ${line.title.en}`,
      InvoiceDetailId: taxDetailId(rows[0]?.InvoiceDetailId ?? ''),
      x_Adjustment: null,
      ...{ SkuId: null, SkuMeter: null },
    }),
  ];
}

/** Returns the id of a line's tax: Invoice Detail has it apart from the line. */
export function taxDetailId(lineId: string): string {
  return `${lineId}-tax`;
}

/** Makes a row over the whole period of others, without price and quantity; none without a cost. */
function costRow(rows: readonly FocusRow[], cost: Exact, own: Partial<FocusRow>): FocusRow[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || cost.isZero()) return [];
  const text = exactMoneyText(cost);
  return [
    {
      ...first,
      ...noPrice,
      ...{ BilledCost: text, ContractedCost: text, EffectiveCost: text, ListCost: text },
      ChargeFrequency: 'One-Time',
      ChargePeriodEnd: last.ChargePeriodEnd,
      ...own,
    },
  ];
}

const noPrice = {
  ConsumedQuantity: null,
  ConsumedUnit: null,
  ContractedUnitPrice: null,
  ListUnitPrice: null,
  PricingCategory: null,
  PricingQuantity: null,
  PricingUnit: null,
  SkuPriceDetails: null,
  SkuPriceId: null,
} as const;

function costOf(rows: readonly FocusRow[]): Exact {
  const costs = rows.map(({ BilledCost }) => parseDecimal(BilledCost!));
  return costs.reduce((sum, cost) => sum.plus(cost), parseDecimal('0'));
}
