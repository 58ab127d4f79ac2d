import type { InvoiceLine } from '../../src/invoice/document.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import { chineseUnit } from '../text/bilingual.ts';
import type { TablePart, TableRow, PageText } from './page.ts';
import { paragraphsOf, type Say } from './page-text.ts';

/**
 * Shows one app's charges as a table: prepaid, then postpaid, each with its subtotal.
 *
 * @param sources All sources of the document; a line names its own by number.
 */
export function linesTable(
  lines: readonly InvoiceLine[],
  sources: readonly string[],
  say: Say,
): TablePart {
  const kinds = (['prepaid', 'postpaid'] as const).filter((kind) =>
    lines.some((line) => line.kind === kind),
  );
  return {
    part: 'table',
    columns: [
      { title: say('项目', 'Item'), kind: 'text' },
      { title: say('用量', 'Usage'), kind: 'number', millimetres: 31 },
      { title: say('包含', 'Included'), kind: 'number', millimetres: 20 },
      { title: say('数量', 'Quantity'), kind: 'number', millimetres: 21 },
      { title: say('单价', 'Unit price'), kind: 'number', millimetres: 20 },
      { title: say('金额', 'Amount'), kind: 'number', millimetres: 25 },
    ],
    groups: kinds.map((kind) => {
      const ofKind = lines.filter((line) => line.kind === kind);
      const title = kind === 'prepaid' ? say('预付费', 'Prepaid') : say('后付费', 'Postpaid');
      return {
        title,
        rows: [
          ...ofKind.map((line) => lineRow(line, sources, say)),
          subtotal(ofKind, [say('小计', 'Subtotal'), title]),
        ],
      };
    }),
  };
}

function lineRow(line: InvoiceLine, sources: readonly string[], say: Say): TableRow {
  const { title, usage, unit = '', included, quantity, unit_price, amount } = line;
  const source = sources.indexOf(line.source) + 1;
  const hasNumber = sources.length > 1 && source > 0;
  return {
    cells: [
      withNumber(say(title.zh, title.en), hasNumber ? `[${source}]` : ''),
      usage === undefined
        ? ''
        : [figure(usage, line.exact_usage), say(chineseUnit(unit) ?? unit, unit)],
      included === undefined ? '' : formatDecimal(included),
      figure(quantity, line.exact_quantity),
      figure(unit_price, line.exact_unit_price),
      formatDecimal(amount),
    ],
    notes: [
      ...lineFacts(line, say),
      ...paragraphsOf(say(line.explanation.zh, line.explanation.en)),
    ],
  };
}

/** Writes the number of its source behind the first line of a title. */
function withNumber(title: PageText, number: string): PageText {
  if (typeof title === 'string') return `${title} ${number}`.trim();
  return 'zh' in title ? { ...title, zh: `${title.zh} ${number}`.trim() } : title;
}

function figure(value: string, exact: string | undefined): string {
  return `${exact === undefined ? '' : '≈ '}${formatDecimal(value)}`;
}

/** Lists the order, days and contract of a line, as one note. */
function lineFacts(line: InvoiceLine, say: Say): PageText[] {
  const { order_id, valid_from, valid_until = '', peak_at, peak_date, contract } = line;
  const facts = [
    order_id !== undefined && [say('订单', 'Order'), order_id],
    valid_from !== undefined && [say('有效期', 'Valid'), `${valid_from} – ${valid_until}`],
    peak_at !== undefined && [
      say('最高时段', 'Highest slot'),
      peak_at.slice(0, 16).replace('T', ' '),
    ],
    peak_at === undefined && peak_date !== undefined && [say('最高日', 'Highest day'), peak_date],
    contract !== undefined && [say('合同', 'Contract'), contract.name],
  ].filter((fact) => fact !== false);
  return facts.length === 0
    ? []
    : [facts.flatMap((fact, index) => (index === 0 ? fact : ['  ', ...fact]))];
}

function subtotal(lines: readonly InvoiceLine[], label: PageText): TableRow {
  const amount = formatDecimal(sumMoney(lines.map((line) => line.amount)));
  return { look: 'subtotal', cells: [label, '', '', '', '', amount] };
}
