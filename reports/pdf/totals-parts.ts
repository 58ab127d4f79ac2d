import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import { type PdfApp, totalLabel } from './invoice-page.ts';
import type { PdfPart, TableRow } from './page.ts';
import type { Say } from './page-text.ts';

/** Shows the totals of the apps and of the document; nothing for one app, whose totals are above. */
export function totalsTable(
  invoice: InvoiceDocument,
  apps: readonly PdfApp[],
  say: Say,
): PdfPart[] {
  const billed = apps.filter(({ lines }) => lines.length > 0);
  const label = [
    invoice.tax === undefined ? totalLabel(invoice, say) : say('各项合计', 'Sum of the lines'),
    invoice.currency,
  ];
  const total: TableRow = {
    look: 'total',
    cells: [label, ...[invoice.prepaid, invoice.postpaid, invoice.total].map(formatDecimal)],
  };
  return [
    { part: 'section', title: say('合计', 'Total') },
    {
      part: 'table',
      columns: [
        { title: say('应用', 'App'), kind: 'text' },
        { title: say('预付费', 'Prepaid'), kind: 'number', millimetres: 32 },
        { title: say('后付费', 'Postpaid'), kind: 'number', millimetres: 32 },
        { title: say('合计', 'Total'), kind: 'number', millimetres: 32 },
      ],
      groups: [{ rows: [...(billed.length > 1 ? billed.map(appRow) : []), total] }],
    },
  ];
}

function appRow({ title, lines }: PdfApp): TableRow {
  const amountOf = (kinds: readonly string[]) =>
    formatDecimal(
      sumMoney(lines.filter(({ kind }) => kinds.includes(kind)).map(({ amount }) => amount)),
    );
  const kinds = [['prepaid'], ['postpaid'], ['prepaid', 'postpaid']];
  return { cells: [title, ...kinds.map(amountOf)] };
}

/** Shows net, tax and gross of each rate; nothing for a document without tax. */
export function taxTable(invoice: InvoiceDocument, say: Say): PdfPart[] {
  const { tax, currency } = invoice;
  if (tax === undefined) return [];
  const title = tax.is_exempt ? say('税（免税客户）', 'Tax (exempt customer)') : say('税', 'Tax');
  const rows = tax.rates.map(({ percent, included, net, tax: amount, gross }) => ({
    cells: [
      [`${percent} %`, included ? say('含税价', 'included') : say('另加', 'added')],
      ...[net, amount, gross].map(formatDecimal),
    ],
  }));
  const total: TableRow = {
    look: 'total',
    cells: [
      [totalLabel(invoice, say), currency],
      ...[tax.net, tax.tax, tax.gross].map(formatDecimal),
    ],
  };
  return [
    { part: 'section', title },
    {
      part: 'table',
      columns: [
        { title: say('税率', 'Rate'), kind: 'text' },
        { title: say('不含税', 'Net'), kind: 'number', millimetres: 32 },
        { title: say('税额', 'Tax'), kind: 'number', millimetres: 32 },
        { title: say('含税', 'Gross'), kind: 'number', millimetres: 32 },
      ],
      groups: [{ rows: [...rows, total] }],
    },
  ];
}
