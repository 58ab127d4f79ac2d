import { amountDue } from '../src/invoice/amount-due.ts';
import type { CustomerDetails, InvoiceDocument } from '../src/invoice/document.ts';
import type { Logo } from '../src/invoice/logo.ts';
import { amountTitle, documentTitle } from './document-titles.ts';
import { name, type Words } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';
import { money } from './text/money.ts';

/** Shows who sends a document to whom, its number and days, and the amount to pay. */
export function invoiceHead(invoice: InvoiceDocument, words: Words, logo?: Logo): Html {
  const { label, text } = words;
  const isPreview = invoice.number.startsWith('PREVIEW-');
  return html`<header class="head">
<div class="heading">
<h1>${text(documentTitle(invoice))}</h1>
<p class="document-number">${name(invoice.number)}</p>
${isPreview && html`<p class="preview">${label('预览，未出账', 'Preview, nothing is issued')}</p>`}
</div>
${issuerBlock(invoice, words, logo)}
</header>
<div class="parties">
${customerBlock(invoice, words)}
<dl class="facts-of-invoice">
<div><dt>${label('账期', 'Billing month')}</dt><dd class="number">${invoice.month}</dd></div>
<div><dt>${label('出账日', 'Issue date')}</dt><dd class="number">${invoice.issue_date}</dd></div>
${invoice.kind !== 'credit_note' && html`<div><dt>${label('到期日', 'Due date')}</dt><dd class="number">${invoice.due_date}</dd></div>`}
</dl>
<div class="due">
<p>${text(amountTitle(invoice))}</p>
<p class="total">${money(amountDue(invoice), invoice)}</p>
</div>
</div>`;
}

function issuerBlock(
  { issuer, issuer_details: details = {} }: InvoiceDocument,
  { label }: Words,
  logo: Logo | undefined,
): Html {
  const { address, tax_id, bank_account, contact } = details;
  return html`<div class="party issuer">
${logo && html`<img class="logo" alt="" src="data:${logo.media_type};base64,${logo.base64}">`}
<p class="party-name">${name(issuer)}</p>
${partyLines([
  ...lines(address),
  [label('税号', 'Tax ID'), tax_id],
  [label('银行账户', 'Bank account'), bank_account],
  [label('联系方式', 'Contact'), contact],
])}</div>`;
}

function customerBlock(
  { customer_id, customer_name, customer_details: details = {} }: InvoiceDocument,
  { label }: Words,
): Html {
  const { address, tax_id, contact, email, purchase_order, tags = {} } = details;
  return html`<div class="party customer">
<p class="role">${label('客户', 'Customer')}</p>
<p class="party-name">${name(customer_name)} <span class="id">${name(customer_id)}</span></p>
${partyLines([
  ...lines(address),
  [label('税号', 'Tax ID'), tax_id],
  [label('联系人', 'Contact'), contact],
  [label('邮箱', 'E-mail'), email],
  [label('采购订单号', 'Purchase order'), purchase_order],
  ...tagsOf(tags),
])}</div>`;
}

/** A label, `false` for a line that has none, and its text. */
type PartyLine = readonly [label: Html | false, text: string | undefined];

function lines(address: CustomerDetails['address'] = []): PartyLine[] {
  return address.map((line) => [false, line]);
}

function tagsOf(tags: Record<string, string>): PartyLine[] {
  return Object.keys(tags)
    .toSorted()
    .map((tag) => [html`${name(tag)}`, tags[tag]]);
}

function partyLines(all: readonly PartyLine[]): (Html | false)[] {
  return all.map(
    ([title, text]) =>
      text !== undefined &&
      html`<p>${title && html`<span class="quiet">${title}</span> `}${name(text)}</p>
`,
  );
}
