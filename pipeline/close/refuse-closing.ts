import { lastDay, type Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { AcceptedCode } from '../../src/ledger/closings.ts';
import type { Difference } from '../../src/ledger/difference.ts';
import { countOf } from '../../src/money/count-of.ts';
import type { Effects } from '../effects/effects.ts';
import { findOutdatedCustomers } from '../issue/outdated-customers.ts';
import type { Refusal } from '../issue/refusal.ts';
import { findRunningMonth } from '../issue/running-month.ts';
import type { PricedMonth } from '../price/price.ts';
import { openMonthsBefore } from './codes-to-accept.ts';

/** Customers or months that a sentence names at most. */
const mostNamed = 10;

/** Refuses a month that is not over, or that has an open month before it. */
export async function refuseOpenMonth(month: Month, effects: Effects): Promise<Refusal[]> {
  const { warehouse } = effects;
  const running = await findRunningMonth(month, effects);
  const refusals: Refusal[] = [];
  if (running !== undefined)
    refusals.push({ ...running, nextStep: `Close it after ${lastDay(month)}.` });
  const before = await openMonthsBefore(month, warehouse);
  if (before.length > 0)
    refusals.push({
      code: 'earlier-month-open',
      reason: `Months are closed in their order, and there are documents or usage of ${named(before)}.`,
      nextStep: `Close it first: imbill close --month ${before[0]} --by NAME`,
    });
  return refusals;
}

/** Refuses a month with customers who have no invoice, or whose amounts would differ today. */
export async function refuseUnbilled(
  month: Month,
  priced: PricedMonth,
  warehouse: Database,
): Promise<Refusal[]> {
  const customers = await findOutdatedCustomers(month, priced, warehouse);
  const unbilled = customers.filter(({ number }) => number === null);
  const outdated = customers.filter(({ number }) => number !== null);
  const refusals: Refusal[] = [];
  if (unbilled.length > 0)
    refusals.push({
      code: 'not-issued',
      reason: `${countOf(unbilled.length, 'customer has', 'customers have')} charges and no invoice: ${named(unbilled.map(({ customer_id }) => customer_id))}.`,
      nextStep: `Issue it: imbill run --month ${month}`,
    });
  if (outdated.length > 0)
    refusals.push({
      code: 'outdated',
      reason: `${countOf(outdated.length, 'invoice')} would have another amount today: ${named(outdated.map(({ number }) => number!))}.`,
      nextStep: `See why with imbill correct --month ${month} --dry-run, and correct it: imbill correct --month ${month}`,
    });
  return refusals;
}

/** Refuses to close books of a workspace that is not as it was issued, loaded and measured. */
export function refuseDifferences(differences: readonly Difference[]): Refusal[] {
  if (differences.length === 0) return [];
  const checks = [...new Set(differences.map(({ check }) => check))];
  return [
    {
      code: 'not-verified',
      reason: `${countOf(differences.length, 'thing is', 'things are')} not as issued, loaded or measured (${checks.join(', ')}).`,
      nextStep: 'imbill invoice verify names each.',
    },
  ];
}

/** Refuses codes that nobody accepted, and accepted codes that do not occur. */
export function refuseCodes(
  month: Month,
  codes: readonly AcceptedCode[],
  accept: readonly string[],
): Refusal[] {
  const known = codes.map(({ code }) => code);
  const open = codes.filter(({ code }) => !accept.includes(code));
  const strange = [...new Set(accept)].filter((code) => !known.includes(code));
  const refusals: Refusal[] = [];
  if (open.length > 0)
    refusals.push({
      code: 'not-accepted',
      reason: `Nobody looked at ${countOf(open.length, 'code')} of ${month}:`,
      lines: open.map(({ code, occurrences }) => `  ${code}: ${occurrences}`),
      nextStep: `imbill preview --month ${month} and imbill status show them. To accept what stays: ${open.map(({ code }) => `--accept ${code}`).join(' ')}`,
    });
  if (strange.length > 0)
    refusals.push({
      code: 'accepted-nothing',
      reason: `There is nothing to accept with ${strange.map((code) => `--accept ${JSON.stringify(code)}`).join(', ')}.`,
      nextStep: `Accepted: ${known.length === 0 ? `no --accept, as ${month} has no code` : known.join(', ')}.`,
    });
  return refusals;
}

function named(names: readonly string[]): string {
  const more = names.length - mostNamed;
  const first = names.slice(0, mostNamed).join(', ');
  return more > 0 ? `${first} and ${more} more` : first;
}
