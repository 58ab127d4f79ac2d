import { visibleCharacters } from '../../src/base/visible-characters.ts';
import type { ChangedDay } from '../../src/ledger/approvals/changed-days.ts';
import type { ChangedCharge, DraftChange } from '../../src/ledger/approvals/draft-changes.ts';
import { groupDigits } from '../../src/money/format-decimal.ts';

/** Describes changed drafts: a line a customer, and a line a charge. */
export function describeChanges(changes: readonly DraftChange[]): string[] {
  return changes.flatMap((change) => [
    describeCustomer(change),
    ...change.charges.map((charge) => `  ${describeCharge(charge)}`),
    ...describeDays(change.days),
    ...(change.parts.length === 0 ? [] : [`  changed in the document: ${change.parts.join(', ')}`]),
  ]);
}

function describeCustomer(change: DraftChange): string {
  const { customer_id, customer_name, currency, total_before, total_now } = change;
  const who = visibleCharacters(`${customer_id} (${customer_name})`);
  if (change.change === 'new') return `${who}: a new draft, total ${figure(total_now)} ${currency}`;
  if (change.change === 'gone')
    return `${who}: no draft any more, total was ${figure(total_before)} ${currency}`;
  return `${who}: total ${changed(total_before, total_now)} ${currency}`;
}

function describeCharge(charge: ChangedCharge): string {
  const { app_id, sku, order_id } = charge;
  const what = [app_id, sku, order_id !== undefined && `(${order_id})`].filter(Boolean).join(' ');
  const facts = [
    ['usage', charge.usage_before, charge.usage_now],
    ['unit price', charge.unit_price_before, charge.unit_price_now],
    ['amount', charge.amount_before, charge.amount_now],
  ] as const;
  const told = facts
    .filter(([name, before, now]) => name === 'amount' || before !== now)
    .map(([name, before, now]) => `${name} ${changed(before, now)}`);
  return `${visibleCharacters(what)}: ${told.join(', ')}`;
}

/** Days that are named one by one. */
const mostDays = 3;

/** Describes the first changed days, and counts the others. */
function describeDays(days: readonly ChangedDay[]): string[] {
  const more = days.length - mostDays;
  return [
    ...days.slice(0, mostDays).map(({ app_id, metric, date, before, now }) => {
      const what = visibleCharacters(`${app_id} ${metric}`);
      return `  ${what} on ${date}: ${changed(before, now)}`;
    }),
    ...(more > 0 ? [`  and ${more} more daily values`] : []),
  ];
}

function changed(before: string | null, now: string | null): string {
  return before === now ? `stays ${figure(now)}` : `${figure(before)} → ${figure(now)}`;
}

function figure(value: string | null): string {
  return value === null ? 'none' : groupDigits(value);
}
