import type { InvoiceLine } from '../invoice/document.ts';
import { changeOfMoney, sumMoney } from '../money/round-money.ts';
import { taxKey, taxOfLine, withTax } from '../rating/line-tax.ts';
import type { ChargeDifference } from './charge-differences.ts';

/** All lines of a customer's month: as issued so far, and recalculated. */
export interface LinesOfMonth {
  issued: readonly InvoiceLine[];
  now: readonly InvoiceLine[];
}

/**
 * Adds tax to the lines of a correction: the tax of the charge recalculated, less the tax issued so
 * far. The tax of a rate is what the rate has now, less what was issued. Where charges without a line
 * moved a share of it, the last line of the rate has the rest.
 *
 * @param lines One line for each difference, without tax.
 * @returns The lines as they are if neither the month nor its documents have tax.
 */
export function addCorrectionTax(
  lines: readonly InvoiceLine[],
  differences: readonly ChargeDifference[],
  month: LinesOfMonth,
): InvoiceLine[] {
  if ([...month.issued, ...month.now].every(({ tax }) => tax === undefined)) return [...lines];
  const rates = differences.map(taxOfLine);
  const taxes = differences.map(({ lines: own }) => taxChange(own));
  const restOf = (key: string) => {
    const isOfRate = (line: InvoiceLine) => taxKey(taxOfLine(line)) === key;
    const { issued, now } = month;
    const whole = taxChange({ issued: issued.filter(isOfRate), now: now.filter(isOfRate) });
    return changeOfMoney(whole, sumMoney(taxes.filter((_, at) => taxKey(rates[at]!) === key)));
  };
  const lastOfRate = new Map(rates.map((rate, at) => [taxKey(rate), at]));
  return lines.map((line, at) => {
    const key = taxKey(rates[at]!);
    const rest = lastOfRate.get(key) === at ? restOf(key) : '0.00';
    return withTax(line, rates[at]!, sumMoney([taxes[at]!, rest]));
  });
}

function taxChange({ issued, now }: LinesOfMonth): string {
  return changeOfMoney(taxOf(now), taxOf(issued));
}

function taxOf(lines: readonly InvoiceLine[]): string {
  return sumMoney(lines.map(({ tax }) => tax ?? '0.00'));
}
