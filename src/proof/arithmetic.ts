import { amountDue } from '../invoice/amount-due.ts';
import type { InvoiceDocument, InvoiceLine, LineTier } from '../invoice/document.ts';
import { parseDecimal, plainText } from '../money/decimal.ts';
import { formatDecimal } from '../money/format-decimal.ts';
import { inBoth, type ShownDocument } from './verdict.ts';

/**
 * Returns what a person compares: each line with its arithmetic, and the sums.
 *
 * @param rated Lines that the facts give, which explain the amounts; without them the document's own explain.
 */
export function shownDocument(
  document: InvoiceDocument,
  rated: readonly InvoiceLine[] = document.lines,
): ShownDocument {
  const { customer_name, issuer, month, issue_date, currency, lines } = document;
  return {
    ...{ customer: customer_name, issuer, month, issue_date, currency },
    lines: lines.map((line, index) => ({
      app_id: line.app_id,
      title: line.title,
      arithmetic: arithmeticOf(line),
      amount: line.amount,
      explanation: (rated[index] ?? line).explanation,
    })),
    sums: sumsOf(document),
    due: amountDue(document),
  };
}

/** Writes how the amount of a line is calculated, such as `1,000.0025 × 2 = 2,000.005 → 2,000.01`. */
export function arithmeticOf(line: InvoiceLine): string {
  const { corrects, amount, minimum, maximum, discount } = line;
  if (corrects !== undefined)
    return `${formatDecimal(corrects.now)} − ${operand(corrects.issued)} = ${formatDecimal(amount)}`;
  const cost =
    line.tiers?.map(tierText).join(' + ') ??
    `${numberText(line.quantity, line.exact_quantity)} × ${numberText(line.unit_price, line.exact_unit_price)}`;
  const less = discount === undefined ? cost : `${line.tiers ? `(${cost})` : cost} − ${discount} %`;
  if (minimum !== undefined)
    return `max(${less}; ${formatDecimal(minimum)}) = ${formatDecimal(amount)}`;
  if (maximum !== undefined)
    return `min(${less}; ${formatDecimal(maximum)}) = ${formatDecimal(amount)}`;
  return `${less} = ${unrounded(line)}${formatDecimal(amount)}`;
}

/** Writes the exact amount and an arrow if the amount was rounded; empty for one that was not. */
function unrounded(line: InvoiceLine): string {
  const {
    quantity,
    exact_quantity,
    unit_price,
    exact_unit_price,
    discount = '0',
    tiers,
    amount,
  } = line;
  if (tiers !== undefined || exact_quantity !== undefined || exact_unit_price !== undefined)
    return '';
  const share = parseDecimal('100').minus(parseDecimal(discount)).dividedBy(100);
  const exact = parseDecimal(quantity).times(parseDecimal(unit_price)).times(share);
  return exact.equals(parseDecimal(amount)) ? '' : `${formatDecimal(plainText(exact))} → `;
}

function tierText({ quantity, exact_quantity, unit_price, flat }: LineTier): string {
  const cost = `${numberText(quantity, exact_quantity)} × ${formatDecimal(unit_price)}`;
  return flat === undefined ? cost : `${cost} + ${formatDecimal(flat)}`;
}

function sumsOf({ lines, prepaid, postpaid, total, tax }: InvoiceDocument): ShownDocument['sums'] {
  const sumOf = (kind: InvoiceLine['kind'], sum: string) => {
    const amounts = lines.filter((line) => line.kind === kind).map(({ amount }) => operand(amount));
    return `${amounts.join(' + ') || '0.00'} = ${formatDecimal(sum)}`;
  };
  const sums = [
    { title: inBoth('Prepaid', '预付费'), arithmetic: sumOf('prepaid', prepaid) },
    { title: inBoth('Postpaid', '后付费'), arithmetic: sumOf('postpaid', postpaid) },
    {
      title: inBoth('Total', '合计'),
      arithmetic: `${formatDecimal(prepaid)} + ${operand(postpaid)} = ${formatDecimal(total)}`,
    },
  ];
  if (tax === undefined) return sums;
  const arithmetic = `${formatDecimal(tax.net)} + ${operand(tax.tax)} = ${formatDecimal(tax.gross)}`;
  return [...sums, { title: inBoth('Net and tax', '净额与税额'), arithmetic }];
}

/** Writes a number; the exact fraction if the decimal is rounded. */
function numberText(value: string, exact: string | undefined): string {
  return exact === undefined ? formatDecimal(value) : `(${exact.replace('/', ' / ')})`;
}

function operand(value: string): string {
  return value.startsWith('-') ? `(${formatDecimal(value)})` : formatDecimal(value);
}
