import type { DocumentKind } from '../invoice/document.ts';

const prefixes: Record<DocumentKind, string> = {
  invoice: 'INV',
  credit_note: 'CRN',
  debit_note: 'DBN',
};

/**
 * Returns a document's number, such as `INV-2026-000001`. Numbers have no gap in a kind and year of the
 * issue date.
 */
export function documentNumber(kind: DocumentKind, year: number, sequence: bigint): string {
  return `${prefixes[kind]}-${year}-${String(sequence).padStart(6, '0')}`;
}
