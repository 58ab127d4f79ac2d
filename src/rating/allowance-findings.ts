import type { Allowance, BilingualText, ExceededAllowance, Finding } from '../invoice/document.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { formatQuantity } from '../money/quantity.ts';
import { allowanceTitles } from './allowance-titles.ts';
import type { AppUsage } from './allowances.ts';
import { bookInForce } from './book-in-force.ts';
import { createFinding, type FindingCode } from './finding-codes.ts';
import { itemName } from './item-name.ts';
import { describeRemedy } from './remedy.ts';

/** Finds each exceeded allowance, and names what would allow the usage and its price. */
export function findExceededAllowances(allowances: readonly Allowance[], app: AppUsage): Finding[] {
  return allowances.flatMap((allowance) => {
    const { of: name, exceeded } = allowance;
    if (exceeded === undefined) return [];
    const day = exceeded.date ?? allowance.allowed.at(-1)!.until;
    const remedy = describeRemedy(exceeded.remedy, bookInForce(app.books, day));
    const isOfLogins = name === 'accounts' && allowance.observable === 'at_least';
    const words = isOfLogins ? describeAccounts(exceeded, app) : describeDays(allowance, app);
    const text = { en: `${words.en}; ${remedy.en}`, zh: `${words.zh}；${remedy.zh}` };
    return [createFinding(codes[name]!, app.appId, text)];
  });
}

/** Codes by what was exceeded. */
const codes: Record<string, FindingCode> = {
  accounts: 'trial-accounts-exceeded',
  dau: 'dau-exceeded',
  avchatrooms: 'avchatrooms-exceeded',
  groups: 'groups-exceeded',
  group_members: 'group-members-exceeded',
  groups_per_user: 'groups-per-user-exceeded',
  friends_per_user: 'friends-per-user-exceeded',
};

function describeAccounts(
  { quantity, date, most, by }: ExceededAllowance,
  { month, books }: AppUsage,
): BilingualText {
  const plan = itemName(books, by);
  const [users, limit] = [groupDigits(quantity), groupDigits(most)];
  const when = date === undefined ? `during ${month}` : `on ${date}`;
  return {
    en: `${users} users logged in ${when}; ${plan.en} allows ${limit} ${most === '1' ? 'account' : 'accounts'}`,
    zh: `${date ?? month} 有 ${users} 人登录；${plan.zh}允许 ${limit} 个帐号`,
  };
}

function describeDays(
  { of: name, allowed, exceeded }: Allowance,
  { values, books }: AppUsage,
): BilingualText {
  const { from = '', date, quantity, most, by } = exceeded!;
  const title = allowanceTitles[name]!;
  const day = (amount: string, on: string, limit: { by: string; most: string }) => {
    const plan = itemName(books, limit.by);
    const [had, may] = [groupDigits(amount), groupDigits(limit.most)];
    return {
      en: `${had} on ${on}, ${plan.en} allows ${may}`,
      zh: `${on} 为 ${had}，${plan.zh}允许 ${may}`,
    };
  };
  const worst = day(quantity, date!, { by, most });
  if (from === date) return { en: `${title.en}: ${worst.en}`, zh: `${title.zh}：${worst.zh}` };
  const earliest = values.get(name)!.get(from)!.quantity;
  const limit = allowed.find((days) => days.from <= from && from <= days.until)!;
  const first = day(formatQuantity(earliest), from, limit);
  return {
    en: `${title.en}: ${first.en}; highest: ${worst.en}`,
    zh: `${title.zh}：${first.zh}；最高：${worst.zh}`,
  };
}
