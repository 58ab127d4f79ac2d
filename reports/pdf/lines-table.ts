import type { InvoiceLine } from '../../src/invoice/document.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import { priceText } from '../invoice-lines.ts';
import { chineseUnit } from '../text/bilingual.ts';
import type { PageText, TablePart, TableRow } from './page.ts';
import { paragraphsOf, type Say, sayBoth } from './page-text.ts';

/**
 * Shows one app's charges as a table: prepaid, then postpaid, each with its subtotal.
 */
export function linesTable(lines: readonly InvoiceLine[], say: Say): TablePart {
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
          ...ofKind.map((line) => lineRow(line, say)),
          ...(ofKind.length > 1 ? [subtotal(ofKind, [say('小计', 'Subtotal'), title])] : []),
        ],
      };
    }),
  };
}

function lineRow(line: InvoiceLine, say: Say): TableRow {
  const { usage, unit = '', included, quantity, valid_from } = line;
  const months = valid_from === undefined ? [] : [say('个月', 'months')];
  return {
    cells: [
      sayBoth(line.title, say),
      usage === undefined
        ? ''
        : [figure(usage, line.exact_usage), say(chineseUnit(unit) ?? unit, unit)],
      included === undefined ? '' : formatDecimal(included),
      [figure(quantity, line.exact_quantity), ...months],
      figure(priceText(line.unit_price), line.exact_unit_price),
      formatDecimal(line.amount),
    ],
    notes: [...paragraphsOf(sayBoth(line.explanation, say)), ...lineFacts(line, say)],
  };
}

function figure(value: string, exact: string | undefined): string {
  return `${exact === undefined ? '' : '≈\u00a0'}${formatDecimal(value)}`;
}

/** Lists what the explanation of a line does not say, as one note. */
function lineFacts({ order_id, peak_at, contract }: InvoiceLine, say: Say): PageText[] {
  const facts = [
    order_id !== undefined && [say('订单', 'Order'), order_id],
    peak_at !== undefined && [say('最高时段', 'Highest slot'), peak_at.replace('T', ' ')],
    contract !== undefined && [
      say('合同', 'Contract'),
      `${contract.name} ${contract.from} – ${contract.until ?? ''}`,
    ],
  ].filter((fact) => fact !== false);
  return facts.length === 0 ? [] : [facts.flatMap((fact) => ['', ...fact]).slice(1)];
}

function subtotal(lines: readonly InvoiceLine[], label: PageText): TableRow {
  const amount = formatDecimal(sumMoney(lines.map((line) => line.amount)));
  return { look: 'subtotal', cells: [label, '', '', '', '', amount] };
}
