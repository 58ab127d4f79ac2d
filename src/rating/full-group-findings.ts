import type { Finding } from '../invoice/document.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { formatQuantity, Quantity } from '../money/quantity.ts';
import type { AppUsage } from './allowances.ts';
import { bookInForce, daysWithBook } from './book-in-force.ts';
import { createFinding } from './finding-codes.ts';
import { countDays } from './format-with-unit.ts';
import { highestDay } from './highest-day.ts';
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
  const days =
    full.length === 1
      ? worst.day
      : `${countDays(full.length)} from ${full[0]!.day} on, most on ${worst.day}`;
  const number = formatQuantity(worst.quantity);
  const groups = number === '1' ? '1 group was' : `${groupDigits(number)} groups were`;
  const words = `${groups} full on ${days}`;
  const book = bookInForce(books, worst.day);
  const limit = limitOn(services, book, worst.day, 'group_members');
  if (limit.most === null) return [createFinding('groups-full', appId, words)];
  const allowed = `${limit.by} allows ${groupDigits(String(limit.most))} members per group`;
  const needed = Quantity.of(String(limit.most + 1));
  const remedy = findRemedy(services, book, worst.day, 'group_members', needed);
  return [
    createFinding('groups-full', appId, `${words}; ${allowed}; ${describeRemedy(remedy, book)}`),
  ];
}
