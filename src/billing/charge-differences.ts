import type { InvoiceLine } from '../invoice/document.ts';
import { sumMoney } from '../money/round-money.ts';
import { taxKey, taxOfLine } from '../rating/line-tax.ts';

/** One charge of a customer's month: an app's SKU at one tax rate, and the order if it was bought. */
export interface ChargeDifference {
  app_id: string;
  sku: string;
  kind: InvoiceLine['kind'];
  order_id?: string;
  /** Tax rate of its amounts; absent in months without tax. */
  tax_percent?: string;
  tax_included?: true;
  /** Sum of its issued lines, corrections included; two decimals. */
  issued: string;
  /** Sum of its lines calculated today; two decimals. */
  now: string;
  /** `now` − `issued`. */
  difference: string;
  /** Issued lines, and lines calculated today; either may be empty. */
  lines: { issued: InvoiceLine[]; now: InvoiceLine[] };
}

/**
 * Compares the issued amount of each charge with the amount calculated today, and returns those that
 * differ. Ordered by app, prepaid before postpaid, then like the lines of today.
 */
export function chargeDifferences(
  issued: readonly InvoiceLine[],
  now: readonly InvoiceLine[],
): ChargeDifference[] {
  const [before, after] = [byCharge(issued), byCharge(now)];
  const differences = [...new Set([...after.keys(), ...before.keys()])].map((key) =>
    differenceOf(before.get(key) ?? [], after.get(key) ?? []),
  );
  return inOrder(differences.filter(({ difference }) => difference !== '0.00'));
}

/** Adds up the amounts of each charge. */
export function amountsByCharge(lines: readonly InvoiceLine[]): Map<string, string> {
  return new Map(
    [...byCharge(lines)].map(([key, own]) => [key, sumMoney(own.map(({ amount }) => amount))]),
  );
}

/** Returns the key of a charge in a customer's month. An amount without tax has 0 percent. */
export function chargeKey(
  line: Pick<InvoiceLine, 'app_id' | 'sku' | 'kind' | 'order_id' | 'tax_percent' | 'tax_included'>,
): string {
  const { app_id, sku, kind, order_id } = line;
  return [app_id, kind, sku, order_id ?? '', taxKey(taxOfLine(line))].join('\n');
}

function byCharge(lines: readonly InvoiceLine[]): Map<string, InvoiceLine[]> {
  const charges = new Map<string, InvoiceLine[]>();
  for (const line of lines) {
    const own = charges.get(chargeKey(line));
    if (own === undefined) charges.set(chargeKey(line), [line]);
    else own.push(line);
  }
  return charges;
}

function differenceOf(
  before: readonly InvoiceLine[],
  after: readonly InvoiceLine[],
): ChargeDifference {
  const [issued, now] = [before, after].map((lines) => lines.map(({ amount }) => amount));
  const { app_id, sku, kind, order_id } = (after[0] ?? before[0])!;
  const { tax_percent, tax_included } =
    [...after, ...before].find((line) => line.tax_percent) ?? {};
  return {
    app_id,
    sku,
    kind,
    ...(order_id === undefined ? {} : { order_id }),
    ...(tax_percent !== undefined && { tax_percent }),
    ...(tax_included && { tax_included }),
    issued: sumMoney(issued!),
    now: sumMoney(now!),
    difference: sumMoney([...now!, ...issued!.map(negated)]),
    lines: { issued: [...before], now: [...after] },
  };
}

function inOrder(differences: readonly ChargeDifference[]): ChargeDifference[] {
  const apps = [...new Set(differences.map(({ app_id }) => app_id))];
  const rank = ({ app_id, kind }: ChargeDifference) =>
    2 * apps.indexOf(app_id) + (kind === 'prepaid' ? 0 : 1);
  return differences.toSorted((a, b) => rank(a) - rank(b));
}

/** Returns a decimal text with the opposite sign. */
export function negated(amount: string): string {
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}
