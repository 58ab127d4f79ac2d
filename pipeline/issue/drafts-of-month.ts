import type { MonthSummary } from '../../src/invoice/summary.ts';
import { isNamedHash } from '../../src/ledger/approvals/content-hash.ts';
import { type HashedDrafts, hashDrafts } from '../../src/ledger/approvals/drafts-hash.ts';
import { keepDrafts, readKeptDrafts } from '../../src/ledger/approvals/kept-drafts.ts';
import { closingOf } from '../../src/ledger/closings.ts';
import type { Effects } from '../effects/effects.ts';
import type { PricedMonth } from '../price/price.ts';

/** Returns the drafts that a run would issue: those of customers without a document in the month. */
export async function draftsToIssue(
  month: string,
  { customers }: PricedMonth,
  { warehouse }: Effects,
): Promise<HashedDrafts> {
  const rows = await warehouse.rows<{ customer_id: string }>(
    'select distinct customer_id from invoices where month = $month',
    { month },
  );
  const billed = new Set(rows.map(({ customer_id }) => customer_id));
  const open = customers.filter(({ draft }) => !billed.has(draft.customer_id));
  return hashDrafts(
    month,
    open.map(({ draft }) => draft),
  );
}

/** Returns the content hash of drafts; null if there is none. */
export function hashOf({ sha256, drafts }: HashedDrafts): string | null {
  return drafts.length === 0 ? null : sha256;
}

/** Keeps drafts for the pages, with the summary of their month. */
export function keepForPages(
  drafts: HashedDrafts,
  summary: MonthSummary,
  { warehouse, now }: Effects,
): Promise<void> {
  return warehouse.transaction(() =>
    keepDrafts(warehouse, drafts, { summary, madeAt: new Date(now()) }),
  );
}

/**
 * Keeps the drafts of a refused run, unless the month is closed: nothing can approve them. Drafts that the issuer named stay, so that a second run can also
 * tell what changed since.
 */
export async function keepRefused(
  drafts: HashedDrafts,
  approved: string | undefined,
  summary: MonthSummary,
  effects: Effects,
): Promise<void> {
  const { month } = drafts.manifest;
  if ((await closingOf(effects.warehouse, month)) !== undefined) return;
  const kept = await readKeptDrafts(effects.warehouse, month);
  if (kept !== undefined && approved !== undefined && isNamedHash(kept.sha256, approved)) return;
  await keepForPages(drafts, summary, effects);
}
