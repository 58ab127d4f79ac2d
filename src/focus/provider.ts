import type { InvoiceDocument } from '../invoice/document.ts';

/** The document's issuer, or where the workspace named none its price list. */
export function providerOf({ issuer, price_list }: InvoiceDocument): string {
  return issuer.trim() === '' ? price_list : issuer;
}
