import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import { type ChargeDifference, chargeDifferences } from '../../src/billing/charge-differences.ts';
import { correctionOf } from '../../src/billing/correction.ts';
import { draftOf } from '../../src/billing/draft.ts';
import type { Month } from '../../src/calendar/month.ts';
import { amountDue } from '../../src/invoice/amount-due.ts';
import { type BilledCustomer, readBilledCustomers } from '../../src/ledger/billed-customers.ts';
import { type Cause, causesOf } from '../../src/ledger/cause-texts.ts';
import { changedBatches } from '../../src/ledger/changed-batches.ts';
import { readContent } from '../../src/ledger/contents.ts';
import { type Evidence, storeEvidence } from '../../src/ledger/evidence.ts';
import { readFact } from '../../src/ledger/facts.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { compareText } from '../../src/rating/compare-text.ts';
import type { Effects } from '../effects/effects.ts';
import { currentProvenance } from '../effects/provenance.ts';
import type { DocumentWithFacts } from '../issue/issue.ts';
import type { PricedCustomer, PricedMonth } from '../price/price.ts';
import { priceRemovedCustomer } from '../price/price-removed-customer.ts';
import { findCauses, type StateChange } from './correction-causes.ts';

/** A document that corrects a customer's month, or bills it late. */
export interface CustomerChange extends DocumentWithFacts {
  customerId: string;
  /** Sum of all documents of the month so far, two decimals. */
  issued: string;
  now: string;
  differences: ChargeDifference[];
  /** Causes of each difference; empty for a late invoice. */
  causes: Cause[][];
}

/**
 * Builds the documents that correct a month, by customer id.
 *
 * @throws {UserError} (exit 3) Naming every customer with documents in another currency.
 */
export async function buildCustomerChanges(
  month: Month,
  { customers, without }: PricedMonth,
  openMonth: Month,
  effects: Effects,
): Promise<CustomerChange[]> {
  const billedCustomers = await readBilledCustomers(effects.warehouse, month);
  const priced = new Map([...customers, ...without].map((one) => [one.draft.customer_id, one]));
  const billed = new Set(customers.map(({ draft }) => draft.customer_id));
  const ids = [...new Set([...billed, ...billedCustomers.keys()])].toSorted(compareText);
  const problems: string[] = [];
  const changes: CustomerChange[] = [];
  for (const id of ids) {
    const billedCustomer = billedCustomers.get(id);
    const known = priced.get(id) ?? (await priceRemovedCustomer(billedCustomer!, effects));
    if (billedCustomer?.live === undefined)
      changes.push(...buildLateInvoice(known, billedCustomer, openMonth));
    else if (billedCustomer.currency !== known.draft.currency && known.draft.lines.length > 0)
      problems.push(describeCurrencies(billedCustomer, known));
    else changes.push(...(await buildCorrection(month, billedCustomer, known, openMonth, effects)));
  }
  if (problems.length === 0) return changes;
  throw new UserError(
    `${problems.join('\n')}\nNothing was issued. Void the invoice with imbill invoice void NUMBER --reason TEXT; its replacement is in the other currency.`,
    exitCodes.badInput,
  );
}

/** Builds an invoice for a customer who has none, or whose last one was voided and not replaced. */
export function buildLateInvoice(
  { facts, draft: known }: PricedCustomer,
  billedCustomer: BilledCustomer | undefined,
  openMonth: Month,
): CustomerChange[] {
  if (billedCustomer !== undefined && known.lines.length === 0) return [];
  const late = { ...facts, issued_in: openMonth };
  const draft = draftOf(late, allUnits());
  const replaced = billedCustomer?.unreplaced;
  return [
    {
      customerId: draft.customer_id,
      document: { ...draft, ...(replaced === undefined ? {} : { refers_to: replaced }) },
      facts: late,
      issued: billedCustomer?.total ?? '0.00',
      now: amountDue(draft),
      differences: chargeDifferences([], draft.lines),
      causes: [],
    },
  ];
}

async function buildCorrection(
  month: Month,
  billedCustomer: BilledCustomer,
  { facts, draft }: PricedCustomer,
  openMonth: Month,
  effects: Effects,
): Promise<CustomerChange[]> {
  const differences = chargeDifferences(billedCustomer.lines, draft.lines);
  if (differences.length === 0) return [];
  const change = await readStateChange(month, billedCustomer, facts, effects);
  const causes = findCauses(differences, change);
  const ofDocument = causesOf(causes.flat().map(({ code }) => code));
  const { issued, now } = { issued: billedCustomer.total, now: amountDue(draft) };
  const document = correctionOf(differences, {
    base: draft,
    refersTo: billedCustomer.live!.number,
    month: { issued: billedCustomer.lines, now: draft.lines },
    openMonth,
    books: facts.price_books,
    causes: ofDocument,
    causesOfLines: causes.map((own) => [...new Set(own.map(({ code }) => code))]),
    reason: ofDocument.map(({ text }) => text.en).join('; '),
  });
  const corrected: BillingFacts = { ...facts, issued_in: openMonth };
  const customerId = billedCustomer.customerId;
  return [{ customerId, document, facts: corrected, issued, now, differences, causes }];
}

/**
 * Reads the state behind the invoice's last document, and the state of today. Returns undefined for
 * imbill 0.1, which stored none.
 */
async function readStateChange(
  month: Month,
  { live, documents }: BilledCustomer,
  facts: BillingFacts,
  effects: Effects,
): Promise<StateChange | undefined> {
  const { warehouse, settings, workspace, sql } = effects;
  const last = documents.findLast(
    ({ number, document }) => number === live!.number || document.refers_to === live!.number,
  )!;
  if (last.contentSha256 === null || last.evidenceSha256 === null) return undefined;
  const before = await readContent(warehouse, last.contentSha256);
  const evidence = await readFact<Evidence>(warehouse, last.evidenceSha256);
  const nowSha256 = await storeEvidence(warehouse, settings, month);
  const now = await readFact<Evidence>(warehouse, nowSha256);
  return {
    before: { ...before, settings: evidence.settings },
    now: { facts, provenance: await currentProvenance(sql, warehouse), settings: now.settings },
    batches: await changedBatches(warehouse, workspace.root, evidence, now),
  };
}

function describeCurrencies(
  { customerId, live, currency }: BilledCustomer,
  { draft }: PricedCustomer,
): string {
  return `Customer ${customerId}: ${live!.number} is in ${currency}, and today the month would be priced in ${draft.currency}.`;
}
