import type { Month } from '../src/calendar/month.ts';
import type { InvoiceDocument } from '../src/invoice/document.ts';
import type { MonthSummary } from '../src/invoice/summary.ts';
import {
  assertNotBilledYet,
  issuedInvoices,
  issuedSummary,
  issueInvoices,
  keepSummary,
} from '../src/ledger/ledger.ts';
import { summarise } from '../src/ledger/summarise.ts';
import { runChecks } from '../src/warehouse/checks.ts';
import type { Effects } from './effects.ts';
import type { Draft, PricedMonth } from './price.ts';

/** A month's documents, as they are reported. */
export interface BilledMonth {
  /** By number. */
  invoices: InvoiceDocument[];
  summary: MonthSummary;
  /** Numbers that this run issued. */
  newNumbers: string[];
  /** Issued invoices that would be other ones by what is known now. */
  outdated: OutdatedInvoice[];
}

export interface OutdatedInvoice {
  number: string;
  customer_id: string;
  issued_total: string;
  /** What the invoice would come to now. */
  current_total: string;
}

/**
 * Issues the month's invoices, for each customer once and for ever, all in one transaction.
 * Customers who have theirs keep it, whatever was learnt since.
 */
export async function issue(
  month: Month,
  { drafts, findings }: PricedMonth,
  { warehouse, settings }: Effects,
): Promise<BilledMonth> {
  return warehouse.transaction(async () => {
    const before = await issuedInvoices(warehouse, month);
    const have = new Set(before.map((invoice) => invoice.customer_id));
    const missing = drafts.filter((draft) => !have.has(draft.customer_id));
    await assertNotBilledYet(warehouse, missing);
    const issued = await issueInvoices(warehouse, missing);
    const invoices = [...before, ...issued];
    const kept = await issuedSummary(warehouse, month);
    const summary =
      kept !== undefined && issued.length === 0
        ? kept
        : await summarise(warehouse, settings, month, { invoices, findings, issued: true });
    if (summary !== kept) await keepSummary(warehouse, summary);
    await runChecks(warehouse);
    return {
      invoices,
      summary,
      newNumbers: issued.map(({ number }) => number),
      outdated: outdatedAmong(before, drafts),
    };
  });
}

/** The same documents without issuing anything. */
export async function preview(
  month: Month,
  { drafts, findings }: PricedMonth,
  { warehouse, settings }: Effects,
): Promise<BilledMonth> {
  const invoices = drafts.map((draft) => ({
    ...draft,
    number: `PREVIEW-${month}-${draft.customer_id}`,
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
