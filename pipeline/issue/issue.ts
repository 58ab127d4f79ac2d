import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import { chargeDifferences } from '../../src/billing/charge-differences.ts';
import type { Draft } from '../../src/billing/draft.ts';
import type { Month } from '../../src/calendar/month.ts';
import { amountDue } from '../../src/invoice/amount-due.ts';
import type { Finding, InvoiceDocument } from '../../src/invoice/document.ts';
import type { IssuedUnder } from '../../src/ledger/approvals/issued-under.ts';
import { forgetDrafts } from '../../src/ledger/approvals/kept-drafts.ts';
import { type BilledCustomer, readBilledCustomers } from '../../src/ledger/billed-customers.ts';
import { storeContent } from '../../src/ledger/contents.ts';
import { documentStates } from '../../src/ledger/document-states.ts';
import { storeEvidence } from '../../src/ledger/evidence.ts';
import {
  assertNotBilledYet,
  issueDocuments,
  issuedDocuments,
  issuedSummary,
  storeSummary,
  type UnnumberedDocument,
} from '../../src/ledger/ledger.ts';
import { readLogos } from '../../src/ledger/logos.ts';
import { summarise } from '../../src/ledger/summarise.ts';
import { recordAudit } from '../../src/warehouse/audit.ts';
import { runChecks } from '../../src/warehouse/checks.ts';
import type { Effects } from '../effects/effects.ts';
import { currentProvenance, withZoneHash } from '../effects/provenance.ts';
import type { PricedMonth } from '../price/price.ts';
import { projectionOf, runningUntil } from '../price/projection.ts';
import type { BilledMonth, OutdatedInvoice } from './billed-month.ts';
import { documentRenderer } from './render-document.ts';

/**
 * Issues the month's invoices in one transaction. Each customer gets one invoice for ever: whoever has
 * one keeps it, whatever became known since.
 *
 * @param recorded What the audit keeps: a reason, empty for a month that is over, and the approval.
 */
export function issue(...args: Parameters<typeof issueMonth>): Promise<BilledMonth> {
  const [, , { progress }] = args;
  const countsOf = ({ newNumbers }: BilledMonth) => ({ documents: newNumbers.length });
  return progress.step('issue', () => issueMonth(...args), countsOf);
}

async function issueMonth(
  month: Month,
  { customers, findings }: PricedMonth,
  effects: Effects,
  { reason = '', under = {} }: { reason?: string; under?: IssuedUnder | undefined } = {},
): Promise<BilledMonth> {
  const { warehouse } = effects;
  return warehouse.transaction(async () => {
    const billedCustomers = await readBilledCustomers(warehouse, month);
    const missing = customers.filter(({ draft }) => !billedCustomers.has(draft.customer_id));
    await assertNotBilledYet(
      warehouse,
      missing.map(({ draft }) => draft),
    );
    const toIssue = missing.map(({ draft, facts }) => ({ document: draft, facts }));
    const issued = await issueWithFacts(month, toIssue, effects);
    const newNumbers = issued.map(({ number }) => number);
    if (issued.length > 0)
      await recordAudit(warehouse, {
        action: 'issue',
        subject: month,
        reason,
        detail: { numbers: newNumbers, ...(reason !== '' && { is_incomplete: true }), ...under },
      });
    await forgetDrafts(warehouse, month);
    const stored = await readIssuedMonth(month, findings, effects, issued.length > 0);
    const drafts = new Map(customers.map(({ draft }) => [draft.customer_id, draft]));
    return { ...stored, newNumbers, outdated: findOutdated(billedCustomers, drafts) };
  });
}

/** A document and its facts. */
export interface DocumentWithFacts {
  document: UnnumberedDocument;
  facts: BillingFacts;
}

/** Issues documents with their facts, evidence and reports, within the caller's transaction. */
export async function issueWithFacts(
  month: Month,
  made: readonly DocumentWithFacts[],
  { warehouse, settings, sql, progress }: Effects,
): Promise<InvoiceDocument[]> {
  if (made.length === 0) return [];
  const provenance = await currentProvenance(sql, warehouse);
  const logos = await readLogos(warehouse, settings.logo);
  const render = await documentRenderer(logos, settings.documents);
  const evidenceSha256 = await storeEvidence(warehouse, settings, month);
  const issued: InvoiceDocument[] = [];
  const shown = progress.start('Issuing', made.length);
  try {
    for (const { document: unnumbered, facts } of made) {
      const contentSha256 = await storeContent(
        warehouse,
        facts,
        await withZoneHash(provenance, facts, warehouse),
      );
      const documents = [{ document: unnumbered, contentSha256, evidenceSha256 }];
      issued.push(...(await issueDocuments(warehouse, documents, render)));
      shown.advance(issued.at(-1)!.number);
    }
  } finally {
    shown.end();
  }
  return issued;
}

/**
 * Reads all documents of a month and its summary, within the caller's transaction. A new summary is
 * stored if something was issued. The checks of sql/checks must find nothing.
 */
export async function readIssuedMonth(
  month: Month,
  findings: readonly Finding[],
  { warehouse, settings }: Effects,
  isChanged: boolean,
): Promise<Pick<BilledMonth, 'invoices' | 'summary'>> {
  const invoices = await issuedDocuments(warehouse, month);
  const stored = isChanged ? undefined : await issuedSummary(warehouse, month);
  const states = await documentStates(warehouse, month);
  const billed = { invoices, findings, issued: true, states };
  const summary = stored ?? (await summarise(warehouse, settings, month, billed));
  if (stored === undefined) await storeSummary(warehouse, summary);
  await runChecks(warehouse);
  return { invoices, summary };
}

/** Builds a month's documents without issuing them. A running month also gets a projection. */
export function preview(...args: Parameters<typeof previewMonth>): Promise<BilledMonth> {
  const [, , { progress }] = args;
  const countsOf = ({ invoices }: BilledMonth) => ({ documents: invoices.length });
  return progress.step('preview', () => previewMonth(...args), countsOf);
}

async function previewMonth(
  month: Month,
  { customers, findings }: PricedMonth,
  { warehouse, settings }: Effects,
): Promise<BilledMonth> {
  const dataUntil = await runningUntil(warehouse, month);
  const invoices = customers.map(({ draft, facts }) => ({
    ...draft,
    number: `PREVIEW-${month}-${draft.customer_id}`,
    ...(dataUntil !== undefined && { projection: projectionOf(facts, dataUntil) }),
  }));
  const summary = await summarise(warehouse, settings, month, {
    invoices,
    findings,
    issued: false,
  });
  return { invoices, summary, newNumbers: [], outdated: [] };
}

/** Finds customers whose amounts would differ if recalculated today. */
function findOutdated(
  billedCustomers: ReadonlyMap<string, BilledCustomer>,
  drafts: ReadonlyMap<string, Draft>,
): OutdatedInvoice[] {
  return [...billedCustomers.values()].flatMap(({ customerId, documents, live, lines, total }) => {
    const draft = drafts.get(customerId);
    if (chargeDifferences(lines, draft?.lines ?? []).length === 0) return [];
    return [
      {
        number: (live ?? documents.findLast(({ kind }) => kind === 'invoice')!).number,
        customer_id: customerId,
        issued_total: total,
        current_total: draft === undefined ? '0.00' : amountDue(draft),
      },
    ];
  });
}
