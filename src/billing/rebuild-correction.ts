import type { Month } from '../calendar/month.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import type { Units } from '../metrics/unit.ts';
import type { RatedFacts } from './billing-facts.ts';
import { chargeDifferences, chargeKey } from './charge-differences.ts';
import { cancellationOf, correctionOf } from './correction.ts';
import { type Draft, draftOf } from './draft.ts';

/** Lines that a customer was billed for a month before a correction. */
export interface IssuedBefore {
  /** All lines of the customer's earlier documents of the month. */
  lines: readonly InvoiceLine[];
  /** The invoice that the correction refers to; absent = a void is not compared with it. */
  invoice?: InvoiceDocument | undefined;
}

/**
 * Rebuilds a correction: its facts, rated again, less what was issued before. A note without causes voids an
 * invoice: it takes all of it back, and names the same parties, currency and prices. The causes are not searched
 * again.
 */
export function rebuildCorrection(
  document: InvoiceDocument,
  { lines: issued, invoice }: IssuedBefore,
  facts: RatedFacts,
  units: Units,
): Draft {
  const { refers_to: refersTo = '', reason = '', causes = [] } = document;
  const openMonth = (facts.issued_in ?? facts.month) as Month;
  const context = { refersTo, openMonth, books: facts.price_books, reason };
  if (causes.length === 0) return cancellationOf(issued, { ...context, base: invoice ?? document });
  const draft = facts.customer.apps.length === 0 ? undefined : draftOf(facts, units);
  const known = draft?.lines ?? [];
  const differences = chargeDifferences(issued, known);
  const causesByCharge = new Map(document.lines.map((line) => [chargeKey(line), line.causes]));
  return correctionOf(differences, {
    ...context,
    base: draft ?? document,
    month: { issued, now: known },
    causes,
    causesOfLines: differences.map((one) => causesByCharge.get(chargeKey(one)) ?? []),
  });
}
