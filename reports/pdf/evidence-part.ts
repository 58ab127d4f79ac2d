import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { LabelledLines, PdfPart } from './page.ts';
import { plainText, type Say } from './page-text.ts';

/** Shows, small, what the document was calculated with, and its place in the ledger. */
export function evidencePart(
  invoice: InvoiceDocument,
  sources: readonly string[],
  say: Say,
): PdfPart {
  const { price_books, contracts = [], ledger } = invoice;
  const short = (sha256: string) => sha256.slice(0, 12);
  const items: LabelledLines[] = [
    { label: say('时区', 'Time zone'), lines: [invoice.time_zone] },
    { label: say('价目表', 'Price list'), lines: [invoice.price_list] },
    {
      label: say('所用价目', 'Price books used'),
      lines: price_books.map(({ list, from, sha256 }) => `${list} ${from} ${short(sha256)}`),
    },
    {
      label: say('所用合同', 'Contracts used'),
      lines: contracts.map(
        ({ name, from, until = '', sha256 }) => `${name} ${from} – ${until} ${short(sha256)}`,
      ),
    },
    {
      label: say('价格来源', 'Price sources'),
      lines: sources.map((source, index) =>
        sources.length > 1 ? `[${index + 1}] ${source}` : source,
      ),
    },
    { label: say('内容哈希', 'Content hash'), lines: ledger ? [ledger.content_sha256] : [] },
    { label: say('账本位置', 'Place in the ledger'), lines: ledger ? [placeOf(ledger, say)] : [] },
  ];
  return { part: 'evidence', items: items.filter(({ lines }) => lines.length > 0) };
}

function placeOf(
  { position, previous_sha256, previous_file }: NonNullable<InvoiceDocument['ledger']>,
  say: Say,
): string {
  if (previous_sha256 === '') return position;
  const before = previous_file ?? plainText(say('前一份单据', 'document before'));
  return `${position} · ${before} ${previous_sha256}`;
}
