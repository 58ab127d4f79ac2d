import type { DocumentTax, InvoiceLine, TaxRate } from '../invoice/document.ts';
import { isZero, parseDecimal, plainDecimal, plainText } from '../money/decimal.ts';
import { Quantity } from '../money/quantity.ts';
import { halfUpToCents, roundAmount } from '../money/round-amount.ts';
import { changeOfMoney, sumMoney } from '../money/round-money.ts';
import type { BookTax } from '../prices/price-book.ts';
import { groupBy } from './group-by.ts';

/** An invoice line without tax, and the tax of the book that priced it. */
export interface PricedLine {
  line: InvoiceLine;
  /** Absent if the book names none. */
  tax?: BookTax | undefined;
}

/** A rate of lines: `0` percent is never included. */
const noTax: BookTax = { percent: '0', included: false };

/**
 * Adds to each line its share of the tax, and returns the tax of the document. The tax of a rate is
 * rounded once, half up to 0.01. The share of a line is the tax of all lines of its rate up to it,
 * less the tax of those before it. Shares therefore add up.
 *
 * An exempt customer pays the amounts of the lines, without tax.
 *
 * @returns The lines as they are, and no tax, if no book names one.
 */
export function taxLines(
  priced: readonly PricedLine[],
  isExempt = false,
): { lines: InvoiceLine[]; tax?: DocumentTax } {
  if (priced.every(({ tax }) => tax === undefined))
    return { lines: priced.map(({ line }) => line) };
  const sums = new Map<string, string>();
  const lines = priced.map(({ line, tax }) => {
    const rate = isExempt ? noTax : rateOf(tax);
    const before = sums.get(taxKey(rate)) ?? '0.00';
    const until = sumMoney([before, line.amount]);
    sums.set(taxKey(rate), until);
    return withTax(line, rate, changeOfMoney(taxOn(until, rate), taxOn(before, rate)));
  });
  return { lines, tax: documentTax(lines, isExempt)! };
}

/** Returns the tax that an amount includes, or that is added to it; half up to 0.01. */
export function taxOn(amount: string, { percent, included }: BookTax): string {
  const divisor = included ? plainText(parseDecimal('100').plus(parseDecimal(percent))) : '100';
  return roundAmount(Quantity.of(amount).times(Quantity.of(percent, divisor)), halfUpToCents);
}

/** Adds a tax rate to a line, and the tax that is its share. */
export function withTax(line: InvoiceLine, rate: BookTax, tax: string): InvoiceLine {
  return {
    ...line,
    tax_percent: rate.percent,
    ...(rate.included && { tax_included: true }),
    net: rate.included ? changeOfMoney(line.amount, tax) : line.amount,
    tax,
  };
}

/** Adds up the tax of lines by rate, the lowest percent first; undefined if they have none. */
export function documentTax(
  lines: readonly InvoiceLine[],
  isExempt = false,
): DocumentTax | undefined {
  if (lines.every(({ tax }) => tax === undefined)) return undefined;
  const byRate = [...groupBy(lines, (line) => taxKey(taxOfLine(line))).values()];
  const rates = byRate.map((own): TaxRate => ({ ...taxOfLine(own[0]!), ...sumsOf(own) }));
  return {
    rates: rates.toSorted(compareRates),
    ...sumsOf(lines),
    ...(isExempt && { is_exempt: true }),
  };
}

/** Returns the amount to pay for lines, with tax. */
export function amountOfLines(lines: readonly TaxedAmount[]): string {
  return sumMoney(lines.map(amountWithTax));
}

/** Returns the amount to pay for one line, with tax. */
export function amountWithTax({ amount, net, tax }: TaxedAmount): string {
  return sumMoney([net ?? amount, tax ?? '0.00']);
}

/** Amounts of a line; without tax it has only its amount. */
interface TaxedAmount {
  amount: string;
  net?: string | null | undefined;
  tax?: string | null | undefined;
}

/** Returns the rate of an issued line; a line of a document without tax has 0 percent. */
export function taxOfLine({
  tax_percent,
  tax_included,
}: Pick<InvoiceLine, 'tax_percent' | 'tax_included'>): BookTax {
  return { percent: tax_percent ?? noTax.percent, included: tax_included === true };
}

/** Returns a key that equal rates share, however their percent is written. */
export function taxKey(tax: BookTax | undefined): string {
  const { percent, included } = rateOf(tax);
  return `${percent} ${included}`;
}

function rateOf(tax: BookTax = noTax): BookTax {
  return isZero(tax.percent) ? noTax : { ...tax, percent: plainDecimal(tax.percent) };
}

function sumsOf(lines: readonly InvoiceLine[]): Pick<TaxRate, 'net' | 'tax' | 'gross'> {
  const net = sumMoney(lines.map((line) => line.net ?? line.amount));
  const tax = sumMoney(lines.map((line) => line.tax ?? '0.00'));
  return { net, tax, gross: sumMoney([net, tax]) };
}

function compareRates(a: BookTax, b: BookTax): number {
  const byPercent = parseDecimal(a.percent).comparedTo(parseDecimal(b.percent));
  return byPercent || Number(a.included) - Number(b.included);
}
