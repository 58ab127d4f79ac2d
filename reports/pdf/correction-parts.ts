import { amountDue } from '../../src/invoice/amount-due.ts';
import type { InvoiceDocument, InvoiceLine } from '../../src/invoice/document.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { taxTitle } from '../sent-parts.ts';
import { moneyText } from '../text/money.ts';
import type { PageText, PdfPart, TablePart, TableRow } from './page.ts';
import { paragraphsOf, type Say, sayBoth } from './page-text.ts';

/** Shows what a document corrects, cancels or replaces, and why; nothing for an ordinary invoice. */
export function correctionNotes(document: InvoiceDocument, say: Say): PdfPart[] {
  const { refers_to, corrects, causes = [], reason = '' } = document;
  if (refers_to === undefined) return [];
  if (corrects === undefined) {
    const title = [say('替代已作废的账单', 'Replaces the voided invoice'), refers_to];
    return [{ part: 'notes', title, items: [] }];
  }
  const isChanged = causes.length > 0;
  const now = isChanged ? say('现为', 'As known now') : say('余额', 'What is left');
  const figures = [
    [say('已开', 'Issued so far'), corrects.issued],
    [now, corrects.now],
    [say('差额', 'Difference'), amountDue(document)],
  ] as const;
  const why = isChanged ? causes.map(({ text }) => sayBoth(text, say)) : [reason];
  return [
    {
      part: 'section',
      title: [isChanged ? say('更正', 'Corrects') : say('作废', 'Cancels'), refers_to],
    },
    {
      part: 'facts',
      items: figures.map(([label, amount]) => ({ label, lines: [moneyText(amount, document)] })),
    },
    { part: 'notes', title: say('原因', 'Why'), items: why.map((text) => ({ text })) },
  ];
}

/** Shows one app's corrected charges: issued so far, recalculated, and the difference that is billed. */
export function correctionTable(lines: readonly InvoiceLine[], say: Say): TablePart {
  return {
    part: 'table',
    columns: [
      { title: say('项目', 'Item'), kind: 'text' },
      { title: say('原用量', 'Usage issued'), kind: 'number', millimetres: 24 },
      { title: say('现用量', 'Usage now'), kind: 'number', millimetres: 24 },
      { title: say('已开', 'Issued'), kind: 'number', millimetres: 24 },
      { title: say('现为', 'Now'), kind: 'number', millimetres: 24 },
      { title: say('差额', 'Difference'), kind: 'number', millimetres: 24 },
    ],
    groups: [{ rows: lines.map((line) => correctionRow(line, say)) }],
  };
}

function correctionRow(line: InvoiceLine, say: Say): TableRow {
  const { issued, now, usage_issued, usage_now } = line.corrects ?? {};
  const order = line.order_id === undefined ? [] : [[say('订单', 'Order'), line.order_id]];
  const rate = line.tax_percent === undefined ? [] : [taxRate(line, line.tax_percent, say)];
  const figures = [usage_issued, usage_now, issued, now, line.amount];
  return {
    cells: [
      sayBoth(line.title, say),
      ...figures.map((value) => (value === undefined ? '' : formatDecimal(value))),
    ],
    notes: [...order, ...rate, ...paragraphsOf(sayBoth(line.explanation, say))],
  };
}

/** Names the tax rate of a line: lines of two rates are otherwise alike. */
function taxRate({ tax_included }: InvoiceLine, percent: string, say: Say): PageText {
  const kind = taxTitle({ percent, included: tax_included === true });
  const rate = [say('税率', 'Tax rate'), `${formatDecimal(percent)}%`];
  return percent === '0' ? rate : [...rate, sayBoth(kind, say)];
}
