import { exitCodes, UserError } from '../../src/base/errors.ts';
import { type HashedDrafts, hashDrafts } from '../../src/ledger/approvals/drafts-hash.ts';
import type { IssuedUnder } from '../../src/ledger/approvals/issued-under.ts';
import { closingOf } from '../../src/ledger/closings.ts';
import { openMonth } from '../../src/ledger/open-month.ts';
import type { Effects } from '../effects/effects.ts';
import { checkApproval, type IssuerOptions, type Wording } from '../issue/check-approval.ts';
import type { PricedMonth } from '../price/price.ts';
import { buildCustomerChanges } from './customer-changes.ts';
import { orRolledBack } from './dry-run.ts';

/** Returns the words for the documents of a correction. */
export function correctionWording(month: string): Wording {
  return {
    of: 'correction',
    month,
    drafts: `corrections of ${month}`,
    show: `imbill correct --month ${month} --dry-run`,
    issue: `imbill correct --month ${month}`,
  };
}

/**
 * Returns the documents that `imbill correct` would issue for a month with invoices: of all customers
 * together, and of each alone.
 */
export async function correctionDrafts(
  month: string,
  priced: PricedMonth,
  effects: Effects,
): Promise<HashedDrafts[]> {
  const { warehouse } = effects;
  const issued = await warehouse.rows('select 1 from invoices where month = $month limit 1', {
    month,
  });
  if (issued.length === 0 && (await closingOf(warehouse, month)) === undefined) return [];
  const datedIn = await openMonth(warehouse, undefined);
  const changes = await orRolledBack(warehouse, true, () =>
    buildCustomerChanges(month, priced, datedIn, effects),
  );
  const documents = changes.map(({ document }) => document);
  return [documents, ...documents.map((document) => [document])].map((some) =>
    hashDrafts(month, some),
  );
}

/**
 * Refuses documents of a correction that are not approved.
 *
 * @returns What the audit keeps about their approval.
 * @throws {UserError} (exit 4) With what changed since they were approved.
 */
export async function assertCorrectionApproved(
  drafts: HashedDrafts,
  options: IssuerOptions,
  effects: Effects,
): Promise<IssuedUnder> {
  const wording = correctionWording(drafts.manifest.month);
  const { refusal, under } = await checkApproval(drafts, options, effects, wording);
  if (refusal === undefined) return under;
  const { reason, lines = [], nextStep, details } = refusal;
  throw new UserError(
    [reason, ...lines, 'Nothing was issued.', nextStep].join('\n'),
    exitCodes.nothingToDo,
    { details },
  );
}
