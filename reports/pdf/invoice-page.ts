import { amountDue } from '../../src/invoice/amount-due.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import { amountTitle, documentTitle } from '../document-titles.ts';
import { type App, appName, appsOf } from '../invoice-apps.ts';
import { type LedgerCheck, ledgerCheckOf } from '../ledger-check.ts';
import { findingsOfCustomer, wordsOfFinding } from '../sent-parts.ts';
import { moneyText } from '../text/money.ts';
import { correctionNotes, correctionTable } from './correction-parts.ts';
import { evidencePart } from './evidence-part.ts';
import { linesTable } from './lines-table.ts';
import type { HeadPart, LabelledLines, PageText, PdfPage, PdfPart } from './page.ts';
import { plainText, type Say, sayBoth, sayIn } from './page-text.ts';
import { payment, taxTable, totalsTable } from './totals-parts.ts';
import { annexParts } from './usage-parts.ts';

/**
 * Describes a document as the page of a PDF. Only findings for the customer are on it.
 *
 * @param inputs `logo` is the name of the file with the issuer's logo, if the renderer has it.
 */
export function invoicePage(
  invoice: InvoiceDocument,
  { logo, documentsRoot }: { logo?: string | undefined; documentsRoot?: string | undefined } = {},
): PdfPage {
  const say = sayIn(invoice.language);
  const title = sayBoth(documentTitle(invoice), say);
  const isPreview = invoice.number.startsWith('PREVIEW-');
  return {
    title: `${plainText(title)} ${invoice.number} · ${invoice.customer_name}`,
    author: invoice.issuer,
    date: invoice.issue_date,
    language: invoice.language ?? 'zh',
    running: {
      title: [title, invoice.number],
      customer: invoice.customer_name,
      foot: `${invoice.number} · ${invoice.customer_name}`,
    },
    ...(isPreview && { mark: say('预览，未出账', 'Preview, nothing is issued') }),
    parts: [
      ...partsOf(invoice, title, say, logo),
      ...checkParts(ledgerCheckOf(invoice, { documentsRoot }), say),
    ],
  };
}

function partsOf(
  invoice: InvoiceDocument,
  title: PageText,
  say: Say,
  logo: string | undefined,
): PdfPart[] {
  const apps = appsOf(invoice);
  return [
    headPart(invoice, title, say, logo),
    { part: 'facts', items: parties(invoice, say) },
    ...correctionNotes(invoice, say),
    ...apps.flatMap((app) => appParts(app, invoice, say)),
    ...totalsTable(invoice, apps, say),
    ...taxTable(invoice, say),
    ...payment(invoice, say),
    ...findingNotes(invoice, say),
    ...annexParts(apps, say),
    evidencePart(invoice, say),
  ];
}

function checkParts(check: LedgerCheck | undefined, say: Say): PdfPart[] {
  if (check === undefined) return [];
  return [
    {
      part: 'check',
      title: sayBoth(check.title, say),
      entry: sayBoth(check.entry, say),
      root: { label: sayBoth(check.rootLabel, say), groups: check.root },
      how: sayBoth(check.how, say),
    },
  ];
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
      label: sayBoth(amountTitle(invoice), say),
      amounts: [{ currency, amount: moneyText(amountDue(invoice), invoice) }],
      facts: [
        ...(isCredit ? [] : [due]),
        { label: say('出账日', 'Issue date'), text: issue_date },
        { label: say('账期', 'Billing month'), text: month },
      ],
    },
  };
}

/** Shows who is billed, and by whom. */
function parties(invoice: InvoiceDocument, say: Say): LabelledLines[] {
  const { issuer, issuer_details: from, customer_details: to } = invoice;
  const customer = {
    label: say('客户', 'Customer'),
    lines: [
      invoice.customer_name,
      invoice.customer_id,
      ...(to?.address ?? []),
      ...detail(say('税号', 'Tax ID'), to?.tax_id),
      ...detail(say('联系人', 'Contact'), to?.contact),
      ...detail(say('邮箱', 'E-mail'), to?.email),
      ...detail(say('采购订单号', 'Purchase order'), to?.purchase_order),
      ...Object.entries(to?.tags ?? {})
        .toSorted()
        .map(([tag, value]) => `${tag}: ${value}`),
    ],
  };
  if (from === undefined) return [customer];
  return [
    customer,
    {
      label: say('出账方', 'Issuer'),
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

function appParts(app: App, invoice: InvoiceDocument, say: Say): PdfPart[] {
  if (app.lines.length === 0) return [];
  const total = sumMoney(app.lines.map(({ amount }) => amount));
  return [
    { part: 'section', name: appName(app), amount: moneyText(total, invoice) },
    invoice.corrects === undefined ? linesTable(app.lines, say) : correctionTable(app.lines, say),
  ];
}

function findingNotes(invoice: InvoiceDocument, say: Say): PdfPart[] {
  const items = findingsOfCustomer(invoice).map((finding) => ({
    ...(finding.app_id !== '' && { label: finding.app_id }),
    text: sayBoth(wordsOfFinding(finding), say),
  }));
  return items.length === 0 ? [] : [{ part: 'notes', title: say('提示', 'Notes'), items }];
}
