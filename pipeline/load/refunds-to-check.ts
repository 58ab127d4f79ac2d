import { UserError } from '../../src/base/errors.ts';
import { monthOf } from '../../src/calendar/month.ts';
import type { Finding } from '../../src/invoice/document.ts';
import { ordersOfCustomers } from '../../src/ledger/orders-of-customers.ts';
import { findDifferingRefunds } from '../../src/rating/refund-findings.ts';
import type { Purchase } from '../../src/rating/types.ts';
import { readKnownTerms } from '../../src/workspace/known-terms.ts';
import type { Effects } from '../effects/effects.ts';

/**
 * Finds refunds of months after the last issued one whose amount is not the one of the published rule.
 * Finds none if accounts or prices are wrong, which the next run says.
 */
export async function findRefundsToCheck({
  workspace,
  settings,
  warehouse,
}: Pick<Effects, 'workspace' | 'settings' | 'warehouse'>): Promise<Finding[]> {
  const terms = await readKnownTerms(workspace, settings);
  const { last } = await warehouse.one<{ last: string }>(
    "select coalesce(max(month), '') as last from invoices where kind = 'invoice'",
  );
  const isOpen = ({ boughtOn }: Purchase) => monthOf(boughtOn) > last;
  const refunds = terms.purchases.filter((one) => one.kind === 'refund' && isOpen(one));
  if (refunds.length === 0) return [];
  try {
    const { customerOf, ordersOf } = ordersOfCustomers(terms);
    const customers = new Set(refunds.flatMap((one) => customerOf(one) ?? []));
    return [...customers].flatMap((id) => findDifferingRefunds(ordersOf(id), isOpen));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
