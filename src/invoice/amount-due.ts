import type { InvoiceDocument } from './document.ts';

/**
 * Returns the amount that a document bills, with tax. Two decimals; negative for a credit note.
 */
export function amountDue({
  total,
  tax,
}: Pick<InvoiceDocument, 'total'> & { tax?: InvoiceDocument['tax'] | undefined }): string {
  return tax?.gross ?? total;
}
