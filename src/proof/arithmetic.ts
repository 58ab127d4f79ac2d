import { amountDue } from '../invoice/amount-due.ts';
import type { InvoiceDocument, InvoiceLine, LineTier } from '../invoice/document.ts';
import { formatDecimal } from '../money/format-decimal.ts';
import { inBoth, type ShownDocument } from './verdict.ts';

/** Returns what a person compares: each line with its arithmetic, and the sums. */
export function shownDocument(document: InvoiceDocument): ShownDocument {
  const { customer_name, issuer, month, issue_date, currency, lines } = document;
  return {
    ...{ customer: customer_name, issuer, month, issue_date, currency },
    lines: lines.map((line) => ({
      app_id: line.app_id,
      title: line.title,
      arithmetic: arithmeticOf(line),
      amount: line.amount,
      explanation: line.explanation,
    })),
    sums: sumsOf(document),
    due: amountDue(document),
  };
}

/** Writes how the amount of a line is calculated, such as `2 × 10,000 − 10 % = 18,000.00`. */
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
  return `${less} = ${formatDecimal(amount)}`;
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
