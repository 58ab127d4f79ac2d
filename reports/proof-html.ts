import { amountDue } from '../src/invoice/amount-due.ts';
import type { InvoiceDocument } from '../src/invoice/document.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import type { BundleParts } from '../src/proof/bundle-files.ts';
import { amountTitle, documentTitle } from './document-titles.ts';
import { appsOf, appTitle } from './invoice-apps.ts';
import { renderPage } from './page.ts';
import { checkSection, limitsSection } from './proof-check.ts';
import { type LogPlace, logPlaceOf } from './proof-place.ts';
import { name, type Words, wordsIn } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';
import { money, moneyText } from './text/money.ts';

/**
 * Renders the page of a proof for people: what it proves, since when, and how to check it. It is a function of the
 * proof's other files, and says of itself that it proves nothing.
 */
export function renderProofPage(parts: BundleParts): string {
  const invoice = JSON.parse(parts.document) as InvoiceDocument;
  const words = wordsIn(invoice.language);
  const place = logPlaceOf(parts);
  const body = html`<main class="sheet">
${head(invoice, words)}
${placeSection(place, words)}
${sinceSection(place, words)}
${amountsSection(invoice, parts, words)}
${checkSection(parts, place, words)}
${limitsSection(parts, place, words)}
</main>`;
  const title = `${words.plain(proofTitle)} ${invoice.number} · ${invoice.customer_name}`;
  const foot = `${words.plain(proofTitle)} · ${invoice.number} · ${invoice.customer_name}`;
  return renderPage(title, body, { words, foot });
}

const proofTitle = { zh: '证明', en: 'Proof' };

function head(invoice: InvoiceDocument, words: Words): Html {
  const { label } = words;
  return html`<header class="head"><div class="heading">
<h1>${words.text(proofTitle)}</h1>
<p class="document-number">${words.text(documentTitle(invoice))} ${name(invoice.number)}</p>
</div><div class="due"><p>${words.text(amountTitle(invoice))}</p>
<p class="total">${money(amountDue(invoice), invoice)}</p></div></header>
<dl class="facts-of-invoice">
<div><dt>${label('出账方', 'Issuer')}</dt><dd>${name(invoice.issuer)}</dd></div>
<div class="wide"><dt>${label('客户', 'Customer')}</dt><dd>${name(invoice.customer_name)} <span class="id">${name(invoice.customer_id)}</span></dd></div>
<div><dt>${label('账期', 'Month')}</dt><dd class="number">${invoice.month}</dd></div>
<div><dt>${label('开具日期', 'Issued')}</dt><dd class="number">${invoice.issue_date}</dd></div>
</dl>`;
}

function placeSection(place: LogPlace, { label }: Words): Html {
  return html`<section class="part"><header><h2>${label('在账本中的位置', 'Place in the ledger')}</h2></header>
<table class="plain"><tbody>
${row(label('账本项', 'Entry of the ledger'), html`<span class="number">${place.position}</span>`)}
${row(label('单据根哈希', 'Root over the documents'), html`<code>${place.documentsRoot}</code>`)}
${row(label('日志项（从 0 起）', 'Entry of the log, from 0'), html`<span class="number">${place.index}</span>`)}
${row(label('检查点', 'Checkpoint'), html`<span class="number">${place.size}</span> ${label('项', 'entries')}<br><code>${place.root}</code>`)}
${row(label('签名密钥', 'Signing key'), html`<code>${place.key}</code>`)}
</tbody></table></section>`;
}

function row(title: Html, value: Html): Html {
  return html`<tr><th scope="row">${title}</th><td class="text">${value}</td></tr>
`;
}

function sinceSection({ seen }: LogPlace, { label }: Words): Html {
  const times = seen.map(({ by, time, isTimeStamp }) =>
    row(
      html`<span class="number">${time} UTC</span>`,
      html`${isTimeStamp ? label('时间戳', 'Time stamp') : label('见证签名', 'Cosignature')} · ${name(by)}`,
    ),
  );
  const nobody = html`<p class="quiet">${label('尚无他人为该检查点标注时间：只有出账方的密钥签了名。', 'Nobody else dated the checkpoint yet: only the issuer’s key signed it.')}</p>`;
  return html`<section class="part"><header><h2>${label('最迟自何时起', 'In the ledger since')}</h2></header>
${times.length > 0 ? html`<table class="plain"><tbody>${times}</tbody></table>` : nobody}</section>`;
}

function amountsSection(invoice: InvoiceDocument, parts: BundleParts, words: Words): Html {
  const { label } = words;
  const apps = appsOf(invoice).filter(({ lines }) => lines.length > 0);
  const rows = apps.flatMap((app) =>
    app.lines.map(
      (
        line,
      ) => html`<tr><th scope="row">${appTitle(app, words)}</th><td class="text">${words.text(line.title)}</td><td class="number">${formatDecimal(line.amount)}</td></tr>
`,
    ),
  );
  return html`<section class="totals part"><header><h2>${label('金额', 'Amounts')}</h2></header>
<p class="quiet">${parts.facts === undefined ? withoutFacts(words) : withFacts(words)}</p>
<table class="plain"><thead><tr><th scope="col">${label('应用', 'App')}</th><th scope="col" class="text">${label('项目', 'Item')}</th><th scope="col">${label('金额', 'Amount')}</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><th scope="row" colspan="2">${words.text(amountTitle(invoice))} <span class="currency">${invoice.currency}</span></th><td class="number grand">${moneyText(amountDue(invoice), invoice)}</td></tr></tfoot>
</table></section>`;
}

function withFacts({ label }: Words): Html {
  return label(
    '证明中含有用量、订单、价目和合同。验证程序据此重新计算每一笔金额，并显示算式。',
    'The proof holds usage, orders, prices and contracts. The verifier calculates each amount from them again, and shows how.',
  );
}

function withoutFacts({ label }: Words): Html {
  return label(
    '该单据由 imbill 0.1 开具，没有留存计算依据：只能证明单据在账本中，不能重新计算金额。',
    'This document is from imbill 0.1 and has no facts: the proof shows that it is in the ledger, but amounts cannot be calculated again.',
  );
}
