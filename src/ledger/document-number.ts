import type { DocumentKind } from '../invoice/document.ts';

const prefixes: Record<DocumentKind, string> = {
  invoice: 'INV',
  credit_note: 'CRN',
  debit_note: 'DBN',
};

/** Such as `INV-2026-000001`; gapless per kind and year of the issue date. */
export function documentNumber(kind: DocumentKind, year: number, sequence: bigint): string {
  return `${prefixes[kind]}-${year}-${String(sequence).padStart(6, '0')}`;
}
