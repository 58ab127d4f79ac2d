import type { Allowance, ExceededAllowance, Finding } from '../invoice/document.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { formatQuantity } from '../money/quantity.ts';
import type { AppUsage } from './allowances.ts';
import { bookInForce } from './book-in-force.ts';
import { createFinding, type FindingCode } from './finding-codes.ts';
import { describeRemedy } from './remedy.ts';

/** Finds each exceeded allowance, and names what would allow the usage and its price. */
export function findExceededAllowances(allowances: readonly Allowance[], app: AppUsage): Finding[] {
  return allowances.flatMap((allowance) => {
    const { of: name, exceeded } = allowance;
    if (exceeded === undefined) return [];
    const day = exceeded.date ?? allowance.allowed.at(-1)!.until;
    const remedy = describeRemedy(exceeded.remedy, bookInForce(app.books, day));
    const [code, title] = byAllowance[name]!;
    const isOfLogins = name === 'accounts' && allowance.observable === 'at_least';
    const words = isOfLogins
      ? describeAccounts(exceeded, app.month)
      : describeDays(title, allowance, app);
    return [createFinding(code, app.appId, `${words}; ${remedy}`)];
  });
}

/** Code of what was exceeded, and what it is called. */
const byAllowance: Record<string, readonly [FindingCode, string]> = {
  accounts: ['trial-accounts-exceeded', 'Accounts'],
  dau: ['dau-exceeded', 'Daily active users'],
  avchatrooms: ['avchatrooms-exceeded', 'AV chat rooms'],
  groups: ['groups-exceeded', 'Groups'],
  group_members: ['group-members-exceeded', 'Members of a group'],
  groups_per_user: ['groups-per-user-exceeded', 'Groups of a user'],
  friends_per_user: ['friends-per-user-exceeded', 'Friends of a user'],
};

function describeAccounts({ quantity, date, most, by }: ExceededAllowance, month: string): string {
  const when = date === undefined ? `during ${month}` : `on ${date}`;
  const allowed = `${groupDigits(most)} ${most === '1' ? 'account' : 'accounts'}`;
  return `${groupDigits(quantity)} users logged in ${when}; ${by} allows ${allowed}`;
}

function describeDays(title: string, { of: name, allowed, exceeded }: Allowance, app: AppUsage) {
  const { from = '', date, quantity, most, by } = exceeded!;
  const worst = describeDay(quantity, date!, by, most);
  if (from === date) return `${title}: ${worst}`;
  const first = app.values.get(name)!.get(from)!.quantity;
  const limit = allowed.find((days) => days.from <= from && from <= days.until)!;
  return `${title}: ${describeDay(formatQuantity(first), from, limit.by, limit.most)}; highest: ${worst}`;
}

function describeDay(quantity: string, day: string, by: string, most: string): string {
  return `${groupDigits(quantity)} on ${day}, ${by} allows ${groupDigits(most)}`;
}
