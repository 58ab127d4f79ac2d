import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import { amountTitle } from '../document-titles.ts';
import { type App, appName } from '../invoice-apps.ts';
import { isToPay, taxTitle } from '../sent-parts.ts';
import { moneyText } from '../text/money.ts';
import type { PdfPart, TableRow } from './page.ts';
import { type Say, sayBoth } from './page-text.ts';

/**
 * Shows the totals of apps and of the document. With tax, a single app has no totals of its own: they are those of the
 * tax.
 */
export function totalsTable(invoice: InvoiceDocument, apps: readonly App[], say: Say): PdfPart[] {
  const billed = apps.filter(({ lines }) => lines.length > 0);
  const isGrand = invoice.tax === undefined;
  const label = [
    isGrand ? sayBoth(amountTitle(invoice), say) : say('合计', 'Total'),
    invoice.currency,
  ];
  const total: TableRow = {
    look: 'total',
    cells: [
      label,
      ...[invoice.prepaid, invoice.postpaid].map(formatDecimal),
      isGrand ? moneyText(invoice.total, invoice) : formatDecimal(invoice.total),
    ],
  };
  const section = { part: 'section' as const, title: say('合计', 'Total') };
  if (invoice.tax !== undefined && billed.length < 2) return [section];
  return [
    section,
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

function appRow(app: App): TableRow {
  const amountOf = (kinds: readonly string[]) =>
    formatDecimal(
      sumMoney(app.lines.filter(({ kind }) => kinds.includes(kind)).map(({ amount }) => amount)),
    );
  const kinds = [['prepaid'], ['postpaid'], ['prepaid', 'postpaid']];
  return { cells: [appName(app), ...kinds.map(amountOf)] };
}

/** Shows net, tax and gross of each rate; nothing for a document without tax. */
export function taxTable(invoice: InvoiceDocument, say: Say): PdfPart[] {
  const { tax, currency } = invoice;
  if (tax === undefined) return [];
  const rows = tax.rates.map((rate) => ({
    cells: [
      [`${formatDecimal(rate.percent)}%`, sayBoth(taxTitle(rate, tax.is_exempt), say)],
      ...[rate.net, rate.tax, rate.gross].map(formatDecimal),
    ],
  }));
  const total: TableRow = {
    look: 'total',
    cells: [
      [sayBoth(amountTitle(invoice), say), currency],
      ...[tax.net, tax.tax].map(formatDecimal),
      moneyText(tax.gross, invoice),
    ],
  };
  return [
    {
      part: 'table',
      columns: [
        { title: say('税率', 'Tax rate'), kind: 'text' },
        { title: say('不含税金额', 'Net'), kind: 'number', millimetres: 32 },
        { title: say('税额', 'Tax'), kind: 'number', millimetres: 32 },
        { title: say('价税合计', 'Gross'), kind: 'number', millimetres: 32 },
      ],
      groups: [{ rows: [...rows, total] }],
    },
  ];
}

/** Says until when and to which account to pay; nothing if there is nothing to pay. */
export function payment(invoice: InvoiceDocument, say: Say): PdfPart[] {
  const { number, due_date, issuer_details } = invoice;
  if (!isToPay(invoice)) return [];
  const account = issuer_details?.bank_account;
  const by = say(
    `请于 ${due_date} 或之前付款，并注明编号 ${number}`,
    `Please pay by ${due_date} and state the number ${number}`,
  );
  const to = account === undefined ? [] : [[say('收款账户', 'To the account'), account]];
  return [{ part: 'lines', lines: [by, ...to] }];
}
