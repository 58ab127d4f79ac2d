import type { BilingualText, Finding } from '../invoice/document.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { formatQuantity, Quantity } from '../money/quantity.ts';
import type { AppUsage } from './allowances.ts';
import { bookInForce, daysWithBook } from './book-in-force.ts';
import { createFinding } from './finding-codes.ts';
import { countDays } from './format-with-unit.ts';
import { highestDay } from './highest-day.ts';
import { itemName } from './item-name.ts';
import { limitOn } from './limits.ts';
import { describeRemedy, findRemedy } from './remedy.ts';

/**
 * Finds groups that nobody could join any more. Names what would allow more members on the day
 * with most of them.
 */
export function findFullGroups(app: AppUsage): Finding[] {
  const { appId, services, books, month, values } = app;
  const ofMetric = values.get('full_groups');
  const full = daysWithBook(books, month).flatMap((day) => {
    const quantity = ofMetric?.get(day)?.quantity;
    return quantity === undefined || quantity.isZero() ? [] : [{ day, quantity }];
  });
  const worst = highestDay(full);
  if (worst === undefined) return [];
  const words = describeFull(
    full.map(({ day }) => day),
    worst.day,
    formatQuantity(worst.quantity),
  );
  const book = bookInForce(books, worst.day);
  const limit = limitOn(services, book, worst.day, 'group_members');
  if (limit.most === null) return [createFinding('groups-full', appId, words)];
  const [plan, most] = [itemName(books, limit.by), groupDigits(String(limit.most))];
  const needed = Quantity.of(String(limit.most + 1));
  const remedy = describeRemedy(
    findRemedy(services, book, worst.day, 'group_members', needed),
    book,
  );
  const text = {
    en: `${words.en}; ${plan.en} allows ${most} members per group; ${remedy.en}`,
    zh: `${words.zh}；${plan.zh}允许每群 ${most} 名成员；${remedy.zh}`,
  };
  return [createFinding('groups-full', appId, text)];
}

function describeFull(days: readonly string[], worst: string, count: string): BilingualText {
  const number = groupDigits(count);
  const isOne = days.length === 1;
  const when = isOne ? worst : `${countDays(days.length)} from ${days[0]!} on, most on ${worst}`;
  return {
    en: `${number} ${count === '1' ? 'group was' : 'groups were'} full on ${when}`,
    zh: isOne
      ? `${worst} 有 ${number} 个群组满员`
      : `自 ${days[0]!} 起有 ${days.length} 天群组满员，${worst} 最多，为 ${number} 个`,
  };
}
