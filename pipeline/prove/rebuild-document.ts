import type { Month } from '../../src/calendar/month.ts';
import type { InvoiceDocument, InvoiceLine } from '../../src/invoice/document.ts';
import { linesBefore } from '../../src/ledger/billed-customers.ts';
import type { BillingFacts, DocumentBasis } from '../../src/ledger/billing-facts.ts';
import { chargeDifferences, chargeKey } from '../../src/ledger/charge-differences.ts';
import { cancellationOf, correctionOf } from '../../src/ledger/correction.ts';
import type { Difference } from '../../src/ledger/difference.ts';
import type { UnnumberedDocument } from '../../src/ledger/ledger.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { draftOf } from '../price/draft.ts';
import { compareInvoice, compareKeys } from './compare-rebuilt.ts';

/** Keys of a correction that follow from its facts and the documents before it. */
const followingKeys = [
  'kind',
  'corrects',
  'prepaid',
  'postpaid',
  'total',
  'tax',
  'issue_date',
  'due_date',
  'lines',
] as const;

/** Rebuilds a document from its facts and returns the differences. */
export async function compareRebuilt(
  document: InvoiceDocument,
  basis: DocumentBasis,
  effects: Pick<ReadEffects, 'warehouse'>,
): Promise<Difference[]> {
  const isInvoice = (document.kind ?? 'invoice') === 'invoice';
  return isInvoice ? compareInvoice(document, basis) : compareCorrection(document, basis, effects);
}

/**
 * Rebuilds a correction and compares. Its facts, rated again, must differ from the customer's earlier
 * documents of the month as the correction says. A note that voids an invoice takes all of it back. The
 * causes are not searched again.
 */
async function compareCorrection(
  document: InvoiceDocument,
  { facts, provenance }: DocumentBasis,
  { warehouse }: Pick<ReadEffects, 'warehouse'>,
): Promise<Difference[]> {
  const issued = await linesBefore(warehouse, document);
  return compareKeys(
    document,
    rebuildCorrection(document, issued, facts),
    followingKeys,
    provenance,
  );
}

function rebuildCorrection(
  document: InvoiceDocument,
  issued: readonly InvoiceLine[],
  facts: BillingFacts,
): UnnumberedDocument {
  const { refers_to: refersTo = '', reason = '', causes = [] } = document;
  const openMonth = (facts.issued_in ?? facts.month) as Month;
  const context = { base: document, refersTo, openMonth, books: facts.price_books, reason };
  if (causes.length === 0) return cancellationOf(issued, context);
  const known = facts.customer.apps.length === 0 ? [] : draftOf(facts).lines;
  const differences = chargeDifferences(issued, known);
  const causesByCharge = new Map(document.lines.map((line) => [chargeKey(line), line.causes]));
  return correctionOf(differences, {
    ...context,
    month: { issued, now: known },
    causes,
    causesOfLines: differences.map((one) => causesByCharge.get(chargeKey(one)) ?? []),
  });
}
