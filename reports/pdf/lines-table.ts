import type { BilingualText, InvoiceLine } from '../../src/invoice/document.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import { priceText, slotText } from '../invoice-lines.ts';
import { lineUnits } from '../line-units.ts';
import type { PageText, RowCell, TablePart, TableRow } from './page.ts';
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
      { title: say('用量', 'Usage'), kind: 'number', millimetres: 25 },
      { title: say('包含', 'Included'), kind: 'number', millimetres: 20 },
      { title: say('数量', 'Quantity'), kind: 'number', millimetres: 25 },
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
  const { usage, included, quantity } = line;
  const units = lineUnits(line);
  const title = sayBoth(line.title, say);
  const usageCells =
    usage === undefined && included === undefined
      ? [{ wide: title, columns: 3 }]
      : [
          title,
          usage === undefined ? '' : withUnit(figure(usage, line.exact_usage), units.usage, say),
          included === undefined ? '' : formatDecimal(included),
        ];
  return {
    cells: [
      ...usageCells,
      withUnit(figure(quantity, line.exact_quantity), units.quantity, say),
      figure(priceText(line.unit_price), line.exact_unit_price),
      formatDecimal(line.amount),
    ],
    notes: withFacts(paragraphsOf(sayBoth(line.explanation, say)), lineFacts(line, say)),
  };
}

function withUnit(text: string, unit: BilingualText | undefined, say: Say): RowCell {
  return unit === undefined ? text : { figure: text, unit: sayBoth(unit, say) };
}

function figure(value: string, exact: string | undefined): string {
  return `${exact === undefined ? '' : '≈\u00a0'}${formatDecimal(value)}`;
}

/** Puts facts behind the last paragraph. */
function withFacts(paragraphs: readonly PageText[], facts: readonly PageText[]): PageText[] {
  const last = paragraphs.at(-1) ?? '';
  return [
    ...paragraphs.slice(0, -1),
    facts.length === 0 ? last : [last, ...facts.flatMap((fact) => ['\u2003', fact])],
  ];
}

/** Lists what the explanation of a line does not say. */
function lineFacts({ order_id, peak_at, contract }: InvoiceLine, say: Say): PageText[] {
  return [
    order_id !== undefined && [say('订单', 'Order'), order_id],
    peak_at !== undefined && [say('最高时段', 'Highest slot'), slotText(peak_at)],
    contract !== undefined && [
      say('合同', 'Contract'),
      `${contract.name} ${contract.from} – ${contract.until ?? ''}`,
    ],
  ].filter((fact) => fact !== false);
}

function subtotal(lines: readonly InvoiceLine[], label: PageText): TableRow {
  const amount = formatDecimal(sumMoney(lines.map((line) => line.amount)));
  return { look: 'subtotal', cells: [label, '', '', '', '', amount] };
}
