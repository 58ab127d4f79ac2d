import { csvLine } from '../../base/csv.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';
import { monthOf } from '../../calendar/month.ts';
import type { CalculatedRefund } from '../../jobs/refund.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { explainOthers } from '../../rating/explain-refund.ts';

/** Describes a refund, its arithmetic, and the row that records it. */
export function describeRefund(refund: CalculatedRefund): string {
  const { order_id, sku, app_id, customer_id, customer_name, currency, on, row } = refund;
  const { bought_on, paid, valid_from, valid_until } = refund;
  const valid = `valid from ${valid_from} ${valid_until === undefined ? 'for ever' : `to ${valid_until}`}`;
  const sentences = [
    `Order ${order_id}: ${sku} of app ${app_id}, customer ${customer_id} (${customer_name})`,
    `Bought on ${bought_on} for ${groupDigits(paid)} ${currency}, ${valid}`,
    `Refund on ${on}: ${refund.explanation.en} = ${groupDigits(refund.amount)} ${currency}`,
    ...describeTax(refund),
    ...describeEnd(refund),
    ...describeOthers(refund),
    'Nothing was written. To record the refund, add this row to accounts/purchases.csv:',
  ];
  const lines = [csvLine(Object.keys(row)), csvLine(Object.values(row))];
  return `${sentences.map((text) => `${visibleCharacters(text)}\n`).join('')}${lines.map((line) => visibleCharacters(line.trimEnd())).join('\n')}\n`;
}

function describeTax({ tax }: CalculatedRefund): string[] {
  if (tax === undefined) return [];
  return [
    tax.included
      ? `The amount includes ${tax.percent}% tax`
      : `The invoice adds ${tax.percent}% tax to the amount, as it did when it was bought`,
  ];
}

function describeEnd({ kind, rule, on, sku }: CalculatedRefund): string[] {
  if (kind !== 'plan' || rule === 'not_begun') return [];
  return [
    `It ends ${sku} on ${on}: without another plan, usage of ${monthOf(on)} is still charged, and none from the month after`,
  ];
}

function describeOthers(refund: CalculatedRefund): string[] {
  const others = explainOthers(refund);
  return others === undefined ? [] : [others.en];
}
