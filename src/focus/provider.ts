import type { InvoiceDocument } from '../invoice/document.ts';

/** Returns the document's issuer; its price list if the workspace has no issuer. */
export function providerOf({ issuer, price_list }: InvoiceDocument): string {
  return issuer.trim() === '' ? price_list : issuer;
}
