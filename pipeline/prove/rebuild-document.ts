import type { DocumentBasis } from '../../src/billing/billing-facts.ts';
import { compareCorrection, compareInvoice } from '../../src/billing/compare-rebuilt.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { linesBefore } from '../../src/ledger/billed-customers.ts';
import { comparison, type Difference } from '../../src/ledger/difference.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { imbillVersion } from '../effects/provenance.ts';

/** Rebuilds a document from its facts and returns the differences. */
export async function compareRebuilt(
  document: InvoiceDocument,
  { facts, provenance: { versions } }: DocumentBasis,
  { warehouse }: Pick<ReadEffects, 'warehouse'>,
): Promise<Difference[]> {
  const basis = { facts, versions, thisVersion: imbillVersion(), units: allUnits() };
  const isInvoice = (document.kind ?? 'invoice') === 'invoice';
  const compared = isInvoice
    ? compareInvoice(document, basis)
    : compareCorrection(document, { lines: await linesBefore(warehouse, document) }, basis);
  const differences: Difference[] = [];
  const compare = comparison('rating', document.number, differences);
  for (const { path, issued, rebuilt } of compared.differences) compare(path, rebuilt, issued);
  return differences;
}
