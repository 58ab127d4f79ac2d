import { exitCodes, UserError } from '../../base/errors.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type {
  ExplainedBy,
  ExplainedCharge,
  ExplainedMonth,
  ExplainedTotal,
} from '../../jobs/explain-month.ts';
import { countOf } from '../../money/count-of.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import type { Part } from '../../terminal/layout.ts';
import { type Output, printJson, printText } from './output.ts';

/**
 * Prints the explained share of a month, and what is not explained.
 *
 * @throws {UserError} (exit 1) If anything is not explained, or differs when it is counted again.
 */
export function printExplainedMonth(
  month: ExplainedMonth,
  { json }: { json?: true },
  output: Output,
): void {
  const open = month.charges.filter(({ by }) => by === undefined);
  if (!json) printText(output, describeMonth(month, open));
  else if (open.length === 0) printJson(output, month);
  if (open.length === 0) return;
  const differing = open.filter(({ differs }) => differs).length;
  throw new UserError(
    `${countOf(open.length, 'line is', 'lines are')} not explained${differing === 0 ? '' : `; ${differing} of them ${differing === 1 ? 'differs' : 'differ'} when counted and rated again`}.\nCompare with a backup, or deliver again what is missing. docs/regenerate-and-prove.md, "Explain a month", says what each reason means.`,
    exitCodes.failed,
    { details: { ...month } },
  );
}

function describeMonth(month: ExplainedMonth, open: readonly ExplainedCharge[]): Part[] {
  const { documents, totals, lines, explained_lines, zero_lines } = month;
  const rows = documents.map(({ number, customer_id, currency, amount, explained, ...one }) => [
    number,
    customer_id,
    currency,
    groupDigits(amount),
    groupDigits(explained),
    `${one.share} %`,
    `${one.explained_lines} of ${one.lines}`,
  ]);
  const table = {
    columns: [
      { title: 'document' },
      { title: 'customer' },
      { title: 'currency' },
      { title: 'amounts', isNumber: true },
      { title: 'explained', isNumber: true },
      { title: 'share', isNumber: true },
      { title: 'lines', isNumber: true },
    ],
    rows: rows,
  };
  return [
    table,
    '',
    ...totals.map((total) => describeTotal(total)),
    `${month.month}: ${month.share} % explained, ${explained_lines} of ${countOf(lines, 'line')}, ${zero_lines} of them 0.00. All of this was counted and rated again.`,
    ...(open.length === 0 ? [] : ['', 'Not explained:', ...open.map(describeOpen)]),
  ];
}

const words: Record<ExplainedBy, string> = {
  lines: 'by lines of files',
  orders: 'by orders',
  daily: 'by delivered day values',
  settings: 'by settings of apps',
};

function describeTotal({ currency, amount, explained, by }: ExplainedTotal): string {
  const parts = Object.entries(by).filter(([, sum]) => sum !== '0.00');
  const list = parts.map(([name, sum]) => `${groupDigits(sum)} ${words[name as ExplainedBy]}`);
  return `${groupDigits(explained)} of ${groupDigits(amount)} ${currency}${list.length === 0 ? '' : `: ${list.join(', ')}`}`;
}

function describeOpen({
  number,
  app_id,
  sku,
  order_id,
  amount,
  why = [],
}: ExplainedCharge): string {
  const order = order_id === undefined ? '' : `, order ${order_id}`;
  const more = why.length > 3 ? [`and ${why.length - 3} more reasons`] : [];
  const reasons = [...why.slice(0, 3), ...more].join('; ');
  return visibleCharacters(
    `  ${number}, app ${app_id}, ${sku}${order}: ${groupDigits(amount)}: ${reasons}`,
  );
}
