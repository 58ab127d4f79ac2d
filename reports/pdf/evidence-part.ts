import { sha256Of } from '../../src/base/sha256.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { renderInvoiceJson } from '../canonical-json.ts';
import { sourcesOf } from '../sent-parts.ts';
import { reportFileName } from '../text/file-name.ts';
import type { LabelledLines, PdfPart } from './page.ts';
import { plainText, type Say } from './page-text.ts';

/** Shows the evidence of a document in small letters: its data file with its SHA-256, prices, place in the ledger. */
export function evidencePart(invoice: InvoiceDocument, say: Say): PdfPart {
  const { price_books, contracts = [], ledger } = invoice;
  const short = (sha256: string) => sha256.slice(0, 12);
  const file = `${reportFileName(invoice.number)}.json`;
  const items: LabelledLines[] = [
    {
      label: say('数据文件', 'Data file'),
      lines: [`${file} SHA-256 ${sha256Of(renderInvoiceJson(invoice))}`],
    },
    {
      label: say('价目', 'Prices'),
      lines: [
        invoice.price_list,
        ...price_books.map(({ list, from, sha256 }) => `${list} ${from} ${short(sha256)}`),
      ],
    },
    {
      label: say('合同', 'Contracts'),
      lines: contracts.map(
        ({ name, from, until = '', sha256 }) => `${name} ${from} – ${until} ${short(sha256)}`,
      ),
    },
    { label: say('价格来源', 'Price sources'), lines: sourcesOf(invoice) },
    { label: say('时区', 'Time zone'), lines: [invoice.time_zone] },
    { label: say('内容哈希', 'Content hash'), lines: ledger ? [ledger.content_sha256] : [] },
    { label: say('账本位置', 'Place in the ledger'), lines: ledger ? [placeOf(ledger, say)] : [] },
  ];
  return {
    part: 'evidence',
    title: say('依据', 'Evidence'),
    items: items.filter(({ lines }) => lines.length > 0),
  };
}

function placeOf(
  { position, previous_sha256, previous_file }: NonNullable<InvoiceDocument['ledger']>,
  say: Say,
): string {
  if (previous_sha256 === '') return position;
  const before = previous_file ?? plainText(say('前一份单据', 'document before'));
  return `${position}, ${before} ${previous_sha256}`;
}
