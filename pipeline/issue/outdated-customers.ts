import { chargeDifferences } from '../../src/billing/charge-differences.ts';
import type { Draft } from '../../src/billing/draft.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { amountDue } from '../../src/invoice/amount-due.ts';
import { type BilledCustomer, readBilledCustomers } from '../../src/ledger/billed-customers.ts';
import { compareText } from '../../src/rating/compare-text.ts';
import type { OutdatedCustomer } from '../../src/warehouse/recalculations.ts';
import type { PricedMonth } from '../price/price.ts';

/**
 * Finds the customers of a run month for whom a correction would issue a document today, by customer
 * id.
 */
export async function findOutdatedCustomers(
  month: Month,
  { customers, without }: PricedMonth,
  warehouse: Database,
): Promise<OutdatedCustomer[]> {
  const billed = await readBilledCustomers(warehouse, month);
  const drafts = new Map([...customers, ...without].map(({ draft }) => [draft.customer_id, draft]));
  const ids = new Set([...customers.map(({ draft }) => draft.customer_id), ...billed.keys()]);
  return [...ids]
    .toSorted(compareText)
    .filter((id) => isOutdated(billed.get(id), drafts.get(id)))
    .map((id) => describe(id, billed.get(id), drafts.get(id)));
}

function isOutdated(billed: BilledCustomer | undefined, draft: Draft | undefined): boolean {
  if (billed === undefined) return true;
  const lines = draft?.lines ?? [];
  if (billed.live === undefined) return lines.length > 0;
  return chargeDifferences(billed.lines, lines).length > 0;
}

function describe(
  customerId: string,
  billed: BilledCustomer | undefined,
  draft: Draft | undefined,
): OutdatedCustomer {
  const invoices = billed?.documents.filter(({ kind }) => kind === 'invoice') ?? [];
  const currency = billed?.currency ?? draft!.currency;
  return {
    customer_id: customerId,
    number: (billed?.live ?? invoices.at(-1))?.number ?? null,
    currency,
    issued: billed?.total ?? '0.00',
    currency_now: draft?.currency ?? currency,
    total_now: draft === undefined ? '0.00' : amountDue(draft),
  };
}
