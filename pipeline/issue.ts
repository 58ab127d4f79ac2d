import type { Month } from '../src/calendar/month.ts';
import type { InvoiceDocument } from '../src/invoice/document.ts';
import { keepContent } from '../src/ledger/billing-facts.ts';
import { keepEvidence } from '../src/ledger/evidence.ts';
import {
  assertNotBilledYet,
  issueDocuments,
  issuedInvoices,
  issuedSummary,
  keepSummary,
} from '../src/ledger/ledger.ts';
import { summarise } from '../src/ledger/summarise.ts';
import { recordAudit } from '../src/warehouse/audit.ts';
import { runChecks } from '../src/warehouse/checks.ts';
import type { BilledMonth, OutdatedInvoice } from './billed-month.ts';
import type { Draft } from './draft.ts';
import type { Effects } from './effects.ts';
import { makingNow } from './making.ts';
import type { PricedCustomer, PricedMonth } from './price.ts';
import { projectionOf, runningUntil } from './projection.ts';
import { renderDocument } from './report.ts';

/**
 * Issues the month's invoices, for each customer once and for ever, all in one transaction.
 * Customers who have theirs keep it, whatever was learnt since.
 */
export async function issue(
  month: Month,
  { customers, findings }: PricedMonth,
  effects: Effects,
): Promise<BilledMonth> {
  const { warehouse, settings } = effects;
  return warehouse.transaction(async () => {
    const before = await issuedInvoices(warehouse, month);
    const have = new Set(before.map((invoice) => invoice.customer_id));
    const missing = customers.filter(({ draft }) => !have.has(draft.customer_id));
    await assertNotBilledYet(
      warehouse,
      missing.map(({ draft }) => draft),
    );
    const issued = await issuePriced(month, missing, effects);
    const invoices = [...before, ...issued];
    const kept = await issuedSummary(warehouse, month);
    const summary =
      kept !== undefined && issued.length === 0
        ? kept
        : await summarise(warehouse, settings, month, { invoices, findings, issued: true });
    if (summary !== kept) await keepSummary(warehouse, summary);
    if (issued.length > 0)
      await recordAudit(warehouse, {
        ...{ action: 'issue', subject: month, reason: '' },
        detail: { numbers: issued.map(({ number }) => number) },
      });
    await runChecks(warehouse);
    return {
      invoices,
      summary,
      newNumbers: issued.map(({ number }) => number),
      outdated: outdatedAmong(
        before,
        customers.map(({ draft }) => draft),
      ),
    };
  });
}

/**
 * Issues what was priced, with all that it was made from and as it was rendered, within the
 * caller's transaction.
 */
export async function issuePriced(
  month: Month,
  customers: readonly PricedCustomer[],
  { warehouse, settings }: Effects,
): Promise<InvoiceDocument[]> {
  if (customers.length === 0) return [];
  const making = await makingNow(warehouse);
  const evidenceSha256 = await keepEvidence(warehouse, settings, month);
  const issued: InvoiceDocument[] = [];
  for (const { draft, facts } of customers) {
    const contentSha256 = await keepContent(warehouse, facts, making);
    const documents = [{ document: draft, contentSha256, evidenceSha256 }];
    issued.push(...(await issueDocuments(warehouse, documents, renderDocument)));
  }
  return issued;
}

/** The same documents without issuing anything; of a running month with what it may come to. */
export async function preview(
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

function outdatedAmong(
  issued: readonly InvoiceDocument[],
  drafts: readonly Draft[],
): OutdatedInvoice[] {
  return issued.flatMap((invoice) => {
    const draft = drafts.find(({ customer_id }) => customer_id === invoice.customer_id);
    const current = draft?.lines.map(amountsOf) ?? [];
    if (JSON.stringify(invoice.lines.map(amountsOf)) === JSON.stringify(current)) return [];
    return [
      {
        number: invoice.number,
        customer_id: invoice.customer_id,
        issued_total: invoice.total,
        current_total: draft?.total ?? '0.00',
      },
    ];
  });
}

function amountsOf({ app_id, sku, usage, amount, order_id }: InvoiceDocument['lines'][number]) {
  return [app_id, sku, usage ?? null, amount, order_id ?? null];
}
