import type { BilingualText, InvoiceDocument } from '../src/invoice/document.ts';

/** Title of an invoice where the workspace sets none. */
export const invoiceTitle: BilingualText = { zh: '账单', en: 'Invoice' };

/** Names a document by its kind; an invoice by the title that is frozen in it. */
export function documentTitle({
  kind = 'invoice',
  title = invoiceTitle,
}: Pick<InvoiceDocument, 'kind' | 'title'>): BilingualText {
  if (kind === 'credit_note') return { zh: '贷项通知单', en: 'Credit note' };
  return kind === 'debit_note' ? { zh: '借项通知单', en: 'Debit note' } : title;
}

/** Names the amount of a document. */
export function amountTitle({ kind }: Pick<InvoiceDocument, 'kind'>): BilingualText {
  return kind === 'credit_note'
    ? { zh: '贷记总额', en: 'Total credited' }
    : { zh: '应付总额', en: 'Total due' };
}
