import { checkDates } from './check-dates.ts';
import type { Issue } from './issues-of.ts';
import { sections } from './merge-changes.ts';

/** Checks that the parts of one contract fit together. */
export function checkContract(contract: unknown, issue: Issue): void {
  if (typeof contract !== 'object' || contract === null) return;
  checkOwner(contract, issue);
  checkDates(contract, issue);
  checkEntries(contract as Record<string, unknown>, issue);
}

function checkOwner({ customer, app }: { customer?: unknown; app?: unknown }, issue: Issue): void {
  if (customer === undefined && app === undefined)
    issue(['customer'], 'accepted: a customer_id, or app with an app_id instead');
  if (customer !== undefined && app !== undefined)
    issue(['app'], 'a contract is of a customer or of an app; keep one of the two');
}

function checkEntries(contract: Record<string, unknown>, issue: Issue): void {
  const seen = new Set<unknown>();
  for (const section of sections) {
    const entries = contract[section];
    if (!Array.isArray(entries)) continue;
    for (const [index, entry] of entries.entries()) {
      const { sku } = (entry ?? {}) as { sku?: unknown };
      if (seen.has(sku)) issue([section, index, 'sku'], 'the contract has it already; keep one');
      if (sku !== undefined) seen.add(sku);
    }
  }
  if (seen.size === 0) issue(['charges'], 'accepted: plans, packs or charges with a price');
}
