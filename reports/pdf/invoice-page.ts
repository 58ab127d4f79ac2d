import type { InvoiceDocument, InvoiceLine } from '../../src/invoice/document.ts';
import { amountDue } from '../../src/invoice/amount-due.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import { correctionNotes, correctionTable } from './correction-parts.ts';
import { evidencePart } from './evidence-part.ts';
import { linesTable } from './lines-table.ts';
import type { HeadPart, LabelledLines, PdfPage, PdfPart, PageText } from './page.ts';
import { taxTable, totalsTable } from './totals-parts.ts';
import { dailyValues, usageCharts } from './usage-parts.ts';
import { plainText, type Say, sayIn } from './page-text.ts';

/**
 * Describes a document as the page of a PDF. Only findings for the customer are on it.
 *
 * @param logo Name of the file with the issuer's logo, if the renderer has it.
 */
export function invoicePage(invoice: InvoiceDocument, logo?: string): PdfPage {
  const say = sayIn(invoice.language);
  const title = documentTitle(invoice, say);
  const isPreview = invoice.number.startsWith('PREVIEW-');
  return {
    title: `${plainText(title)} ${invoice.number} · ${invoice.customer_name}`,
    author: invoice.issuer,
    date: invoice.issue_date,
    language: invoice.language ?? 'zh',
    running: {
      title: [title, invoice.number],
      customer: invoice.customer_name,
      foot: `${invoice.number} | ${invoice.customer_id}`,
    },
    ...(isPreview && { mark: say('预览，非正式账单', 'Preview, not an invoice') }),
    parts: partsOf(invoice, title, say, logo),
  };
}

function partsOf(
  invoice: InvoiceDocument,
  title: PageText,
  say: Say,
  logo: string | undefined,
): PdfPart[] {
  const apps = appsOf(invoice);
  const sources = [...new Set(invoice.lines.map(({ source }) => source))].filter((one) => one);
  return [
    headPart(invoice, title, say, logo),
    { part: 'facts', items: [...parties(invoice, say), ...facts(invoice, say)] },
    ...correctionNotes(invoice, say),
    ...apps.flatMap((app) => appParts(app, invoice, sources, say)),
    ...totalsTable(invoice, apps, say),
    ...taxTable(invoice, say),
    ...findingNotes(invoice, say),
    ...usageCharts(invoice, apps, say),
    ...dailyValues(invoice, apps, say),
    evidencePart(invoice, sources, say),
  ];
}

function documentTitle({ kind, title }: InvoiceDocument, say: Say): PageText {
  if (kind === 'credit_note') return say('贷项通知单', 'Credit note');
  if (kind === 'debit_note') return say('借项通知单', 'Debit note');
  return title === undefined ? say('账单', 'Invoice') : say(title.zh, title.en);
}

/** An app of a document, with its lines. */
export interface PdfApp {
  id: string;
  title: string;
  lines: InvoiceLine[];
}

/** Lists the document's apps, and after them any that only a line or a series names. */
function appsOf(invoice: InvoiceDocument): PdfApp[] {
  const names = new Map(invoice.apps.map(({ app_id, app_name }) => [app_id, app_name]));
  for (const { app_id } of [...invoice.lines, ...invoice.usage])
    if (!names.has(app_id)) names.set(app_id, '');
  return [...names].map(([id, name]) => ({
    id,
    title: name === '' ? id : `${name}  ${id}`,
    lines: invoice.lines.filter(({ app_id }) => app_id === id),
  }));
}

function headPart(
  invoice: InvoiceDocument,
  title: PageText,
  say: Say,
  logo: string | undefined,
): HeadPart {
  const { kind, currency, due_date, issue_date, month, issuer, number } = invoice;
  const isCredit = kind === 'credit_note';
  const due = { label: say('到期日', 'Due date'), text: due_date };
  return {
    part: 'head',
    issuer,
    ...(logo !== undefined && { logo }),
    title,
    number,
    due: {
      label: totalLabel(invoice, say),
      amounts: [{ currency, amount: formatDecimal(amountDue(invoice)) }],
      facts: [
        ...(isCredit ? [] : [due]),
        { label: say('开具日', 'Issue date'), text: issue_date },
        { label: say('账期', 'Billing month'), text: month },
      ],
    },
  };
}

/** Names the total of a document. */
export function totalLabel({ kind }: Pick<InvoiceDocument, 'kind'>, say: Say): PageText {
  return kind === 'credit_note' ? say('贷记总额', 'Total credited') : say('应付总额', 'Total due');
}

/** Shows who is billed, and by whom. */
function parties(invoice: InvoiceDocument, say: Say): LabelledLines[] {
  const { issuer, issuer_details: from, customer_details: to } = invoice;
  const customer = {
    label: say('客户', 'Customer'),
    wide: true,
    lines: [
      invoice.customer_name,
      invoice.customer_id,
      ...(to?.address ?? []),
      ...detail(say('税号', 'Tax ID'), to?.tax_id),
      ...detail(say('联系人', 'Contact'), to?.contact),
      ...detail(say('电子邮件', 'E-mail'), to?.email),
      ...detail(say('采购订单号', 'Purchase order'), to?.purchase_order),
      ...Object.entries(to?.tags ?? {}).map(([tag, value]) => `${tag}: ${value}`),
    ],
  };
  if (from === undefined) return [customer];
  return [
    customer,
    {
      label: say('开具方', 'Issuer'),
      wide: true,
      lines: [
        issuer,
        ...(from.address ?? []),
        ...detail(say('税号', 'Tax ID'), from.tax_id),
        ...detail(say('银行账户', 'Bank account'), from.bank_account),
        ...detail(say('联系方式', 'Contact'), from.contact),
      ],
    },
  ];
}

function detail(label: PageText, value: string | undefined): string[] {
  return value === undefined ? [] : [`${plainText(label)}: ${value}`];
}

function facts({ prepaid, postpaid }: InvoiceDocument, say: Say): LabelledLines[] {
  return [
    { label: say('预付费', 'Prepaid'), lines: [formatDecimal(prepaid)] },
    { label: say('后付费', 'Postpaid'), lines: [formatDecimal(postpaid)] },
  ];
}

function appParts(
  app: PdfApp,
  { currency, corrects }: InvoiceDocument,
  sources: readonly string[],
  say: Say,
): PdfPart[] {
  if (app.lines.length === 0) return [];
  const total = formatDecimal(sumMoney(app.lines.map(({ amount }) => amount)));
  return [
    { part: 'section', name: app.title, amount: `${currency} ${total}` },
    corrects === undefined
      ? linesTable(app.lines, sources, say)
      : correctionTable(app.lines, say),
  ];
}

function findingNotes({ findings }: InvoiceDocument, say: Say): PdfPart[] {
  const items = findings
    .filter(({ audience = 'customer' }) => audience === 'customer')
    .map(({ app_id, message, text = { zh: message, en: message } }) => ({
      ...(app_id !== '' && { label: app_id }),
      text: say(text.zh, text.en),
    }));
  return items.length === 0 ? [] : [{ part: 'notes', title: say('提示', 'Notes'), items }];
}
