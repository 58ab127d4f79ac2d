import { sha256Of } from '../src/base/sha256.ts';
import type { InvoiceDocument, LedgerPlace } from '../src/invoice/document.ts';
import { renderInvoiceJson } from './canonical-json.ts';
import type { LedgerCheck } from './ledger-check.ts';
import { sourcesOf } from './sent-parts.ts';
import { name, type Words } from './text/bilingual.ts';
import { reportFileName } from './text/file-name.ts';
import { type Html, html } from './text/html.ts';

/**
 * Shows the evidence of a document in small letters: its data file with its SHA-256, prices, place in the ledger. It is
 * folded on screens and open on paper.
 */
export function invoiceFoot(invoice: InvoiceDocument, words: Words): Html {
  const { label } = words;
  const { price_books, contracts = [], ledger } = invoice;
  const sources = sourcesOf(invoice);
  return html`<footer class="foot"><details>
<summary>${label('依据', 'Evidence')}</summary>
<dl>
<dt>${label('数据文件', 'Data file')}</dt><dd>${name(`${reportFileName(invoice.number)}.json`)} · SHA-256 <code>${sha256Of(renderInvoiceJson(invoice))}</code></dd>
<dt>${label('价目', 'Prices')}</dt><dd>${price_books.length === 0 && name(invoice.price_list)}${price_books.map((book) => html`<span class="book">${name(book.list)} <span class="number">${book.from}</span> <code title="${book.sha256}">${book.sha256.slice(0, 12)}</code></span> `)}</dd>
${contracts.length > 0 && html`<dt>${label('合同', 'Contracts')}</dt><dd>${contracts.map((contract) => html`<span class="book">${name(contract.name)} <span class="number">${contract.from} – ${contract.until ?? ''}</span> <code title="${contract.sha256}">${contract.sha256.slice(0, 12)}</code></span> `)}</dd>`}
${sources.length > 0 && html`<dt>${label('价格来源', 'Price sources')}</dt><dd><ol>${sources.map((source) => html`<li>${name(source)}</li>`)}</ol></dd>`}
<dt>${label('时区', 'Time zone')}</dt><dd>${name(invoice.time_zone)}</dd>
${ledger !== undefined && ledgerPlace(ledger, words)}
</dl>
</details></footer>`;
}

/** Shows where the document is in the ledger, and how its reader checks that. A copied root has no spaces. */
export function ledgerCheckFoot(
  { title, entry, rootLabel, root, how }: LedgerCheck,
  words: Words,
): Html {
  return html`<footer class="foot check">
<h2>${words.text(title)}</h2>
<p>${words.text(entry)}</p>
<p>${words.text(rootLabel)} <code class="root">${root.map((group) => html`<span>${group}</span>`)}</code></p>
<p>${words.text(how)}</p>
</footer>`;
}

/**
 * Shows the hash of the document's content, and the document before it in the ledger. Source:
 * docs/regenerate-and-prove.md.
 */
function ledgerPlace(
  { position, content_sha256, previous_sha256, previous_file }: LedgerPlace,
  { label }: Words,
): Html {
  const before =
    previous_file === undefined ? label('前一份单据', 'document before') : name(previous_file);
  return html`<dt>${label('内容哈希', 'Content hash')}</dt><dd><code>${content_sha256}</code></dd>
<dt>${label('账本位置', 'Place in the ledger')}</dt><dd><span class="number">${position}</span>${previous_sha256 !== '' && html` · ${before} <code>${previous_sha256}</code>`}</dd>`;
}
