import { amountDue } from '../src/invoice/amount-due.ts';
import type { BilingualText, Finding, InvoiceDocument, TaxRate } from '../src/invoice/document.ts';
import { isZero } from '../src/money/decimal.ts';

/** Returns the findings that the customer should know. */
export function findingsOfCustomer({ findings }: Pick<InvoiceDocument, 'findings'>): Finding[] {
  return findings.filter(({ audience }) => audience !== 'internal');
}

/** Returns the words of a finding. Documents before imbill 0.4 have them in English alone. */
export function wordsOfFinding({ message, text }: Finding): BilingualText {
  return text ?? { zh: message, en: message };
}

/**
 * Lists the sources of all prices, each once, in the order of the lines. They are quotations in one
 * language, so that a document in one language leaves them to its data file.
 */
export function sourcesOf({ language, lines }: InvoiceDocument): string[] {
  if (language !== undefined) return [];
  return [...new Set(lines.map(({ source }) => source))].filter((text) => text !== '');
}

/** Tells whether a document is to be paid: a credit note and one of 0.00 are not. */
export function isToPay(document: InvoiceDocument): boolean {
  const due = amountDue(document);
  return !due.startsWith('-') && !isZero(due);
}

/** Names the kind of a tax. A correction of what was issued before the customer was exempt has both kinds. */
export function taxTitle(
  { percent, included }: Pick<TaxRate, 'percent' | 'included'>,
  isExempt = false,
): BilingualText {
  if (isExempt && isZero(percent)) return { zh: '免税客户', en: 'exempt customer' };
  return included
    ? { zh: '价内含税', en: 'included in the prices' }
    : { zh: '价外计税', en: 'added to the prices' };
}
