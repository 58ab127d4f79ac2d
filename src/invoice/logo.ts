import type { InvoiceDocument, LogoReference } from './document.ts';

/** A logo with its content, as the ledger keeps it. */
export interface Logo extends LogoReference {
  /** Bytes of the file in base64. */
  base64: string;
}

/** Logos by the SHA-256 of their files. */
export type Logos = ReadonlyMap<string, Logo>;

/**
 * Returns the logo that a document names.
 *
 * @returns Undefined if it names none, or the logo is gone, which `imbill verify` reports.
 */
export function logoOf(
  { issuer_details }: Pick<InvoiceDocument, 'issuer_details'>,
  logos: Logos,
): Logo | undefined {
  return issuer_details?.logo && logos.get(issuer_details.logo.sha256);
}
