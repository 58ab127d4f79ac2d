import type { Month } from '../calendar/month.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import type { Units } from '../metrics/unit.ts';
import type { RatedFacts } from './billing-facts.ts';
import { chargeDifferences, chargeKey } from './charge-differences.ts';
import { cancellationOf, correctionOf } from './correction.ts';
import { type Draft, draftOf } from './draft.ts';

/**
 * Rebuilds a correction: its facts, rated again, less what was issued before. A note without causes voids an
 * invoice, and takes all of it back. The causes are not searched again.
 *
 * @param issued All lines of the customer's earlier documents of the month.
 */
export function rebuildCorrection(
  document: InvoiceDocument,
  issued: readonly InvoiceLine[],
  facts: RatedFacts,
  units: Units,
): Draft {
  const { refers_to: refersTo = '', reason = '', causes = [] } = document;
  const openMonth = (facts.issued_in ?? facts.month) as Month;
  const context = { base: document, refersTo, openMonth, books: facts.price_books, reason };
  if (causes.length === 0) return cancellationOf(issued, context);
  const known = facts.customer.apps.length === 0 ? [] : draftOf(facts, units).lines;
  const differences = chargeDifferences(issued, known);
  const causesByCharge = new Map(document.lines.map((line) => [chargeKey(line), line.causes]));
  return correctionOf(differences, {
    ...context,
    month: { issued, now: known },
    causes,
    causesOfLines: differences.map((one) => causesByCharge.get(chargeKey(one)) ?? []),
  });
}
