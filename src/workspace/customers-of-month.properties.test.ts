import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysOfMonth } from '../calendar/month.ts';
import type { Purchase } from '../rating/types.ts';
import type { Customer } from './customer.ts';
import { customersOfMonth } from './customers-of-month.ts';

const days = ['2026-08', '2026-09', '2026-10'].flatMap(daysOfMonth);
const owners = ['', 'acme', 'beta', 'gamma'];

/** Who has the app on each of the days; empty text for nobody. */
const ownersByDay = fc
  .array(
    fc.record({ owner: fc.constantFrom(...owners), length: fc.integer({ min: 1, max: 45 }) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((runs) => runs.flatMap(({ owner, length }) => Array<string>(length).fill(owner)))
  .map((some) => days.map((_, index) => some[index] ?? ''));

/** Rows of customers.csv for these days. */
function customersOf(byDay: readonly string[]): Customer[] {
  const rows: Customer[] = [];
  for (const [index, owner] of byDay.entries()) {
    const last = rows.at(-1);
    const day = days[index]!;
    if (owner === '') continue;
    if (last?.customerId === owner && byDay[index - 1] === owner) last.until = day;
    else
      rows.push({
        ...{ customerId: owner, name: owner, priceList: `list of ${owner}` },
        ...{ from: day, until: day, apps: [{ appId: 'a1', appName: '' }] },
      });
  }
  for (const row of rows) row.apps = row.apps.map((app) => ({ ...app, ...spanOf(row) }));
  return rows.toSorted((a, b) =>
    a.customerId < b.customerId ? -1 : a.customerId > b.customerId ? 1 : 0,
  );
}

function spanOf({ from = '', until = '' }: Customer) {
  return { from, until };
}

describe('customersOfMonth', () => {
  it('bills usage and each order to one customer: as a look at each day says', () => {
    const month = fc.constantFrom('2026-08', '2026-09', '2026-10');
    fc.assert(
      fc.property(
        ownersByDay,
        fc.array(fc.nat({ max: days.length - 1 })),
        month,
        (byDay, bought, of) => {
          const orders = bought
            .filter((index) => byDay[index] !== '')
            .map(
              (index, number): Purchase => ({
                ...{ orderId: `o${number}`, appId: 'a1', sku: 'pro', boughtOn: days[index]! },
                ...{ months: 1, kind: 'purchase' },
              }),
            );
          const seen = customersOfMonth({ customers: customersOf(byDay), purchases: orders }, of);
          const ownersOfMonth = byDay.filter(
            (owner, index) => owner !== '' && days[index]!.startsWith(of),
          );
          const users = seen.filter(({ apps }) => !apps[0]!.usageOfOther);
          expect(users.map(({ customerId }) => customerId)).toEqual(ownersOfMonth.slice(0, 1));
          const billed = seen.flatMap(({ customerId, purchases }) =>
            purchases
              .filter(
                ({ otherList, boughtOn }) => otherList === undefined && boughtOn.startsWith(of),
              )
              .map(({ orderId }) => `${orderId} ${customerId}`),
          );
          const expected = orders
            .filter(({ boughtOn }) => boughtOn.startsWith(of))
            .map(({ orderId, boughtOn }) => `${orderId} ${byDay[days.indexOf(boughtOn)]}`);
          expect(billed.toSorted()).toEqual(expected.toSorted());
        },
      ),
    );
  });
});
