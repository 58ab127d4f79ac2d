import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { MissingDelivery } from '../../src/invoice/missing-delivery.ts';
import { readBilledCustomers } from '../../src/ledger/billed-customers.ts';
import type { Effects } from '../effects/effects.ts';
import { refuseClosed } from './closed-refusal.ts';
import { refuseMissing } from './missing-refusal.ts';
import type { Refusal } from './refusal.ts';
import { findRunningMonth } from './running-month.ts';

/** A priced month that is about to be issued. */
export interface GatedMonth {
  month: string;
  /** Customers with charges. */
  customerIds: readonly string[];
  /** Why the month is issued although it is not over; absent without `--incomplete`. */
  incompleteReason?: string | undefined;
  /** Deliveries that must have come; empty if the run is not strict. */
  missing?: readonly MissingDelivery[];
  /** Why its drafts are not approved; absent if they are, or need not be. */
  approvalRefusal?: Refusal | undefined;
}

/**
 * Refuses to issue a month that is not ready, after pricing and before issuing. A run without a new
 * invoice is never refused.
 *
 * @returns The reason for the audit: that of `--incomplete` if the month is not over, or empty.
 * @throws {UserError} (exit 4) With all refusals.
 */
export async function assertReadyToIssue(gated: GatedMonth, effects: Effects): Promise<string> {
  if (!(await bringsInvoices(gated, effects))) return '';
  const closed = await refuseClosed(gated.month, effects.warehouse);
  if (closed !== undefined) throw notReady(gated.month, [closed]);
  const running = await findRunningMonth(gated.month, effects);
  const refusals: Refusal[] = [];
  if (running !== undefined && gated.incompleteReason === undefined) refusals.push(running);
  const missing = refuseMissing(gated.month, gated.missing ?? []);
  if (missing !== undefined) refusals.push(missing);
  if (gated.approvalRefusal !== undefined) refusals.push(gated.approvalRefusal);
  if (refusals.length > 0) throw notReady(gated.month, refusals);
  return running === undefined ? '' : (gated.incompleteReason ?? '');
}

async function bringsInvoices(
  { month, customerIds }: GatedMonth,
  { warehouse }: Effects,
): Promise<boolean> {
  const billed = await readBilledCustomers(warehouse, month);
  return customerIds.some((id) => !billed.has(id));
}

function notReady(month: string, refusals: readonly Refusal[]): UserError {
  const preview = `imbill preview --month ${month} shows the month and issues nothing.`;
  const lines = [
    `${month} was not issued.`,
    ...refusals.flatMap(({ reason, lines = [], nextStep }) => [reason, ...lines, nextStep]),
    preview,
  ];
  const details = {
    month,
    refusals: refusals.map(({ code, reason }) => ({ code, reason })),
    ...Object.assign({}, ...refusals.map((refusal) => refusal.details)),
  };
  return new UserError(lines.join('\n'), exitCodes.nothingToDo, { details });
}
