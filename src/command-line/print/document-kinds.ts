import type { DocumentKind } from '../../invoice/document.ts';

/** Names of the kinds of documents, at the beginning of a sentence. */
export const documentKinds: Record<DocumentKind, string> = {
  invoice: 'Invoice',
  credit_note: 'Credit note',
  debit_note: 'Debit note',
};
