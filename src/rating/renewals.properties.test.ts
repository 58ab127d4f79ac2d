import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PriceBook } from '../prices/price-book.ts';
import type { Order } from './orders.ts';
import { serviceLife, stateOn } from './service-life.ts';
import { activeDays } from './testing/oracle.ts';
import { dayNumber, dayText, endOfMonths } from './testing/slow-calendar.ts';
import type { Purchase } from './types.ts';

const book = {} as PriceBook;
const item = {
  sku: 'pro',
  kind: 'plan' as const,
  title: { en: 'Pro', zh: '专业版' },
  price: '999',
  source: 's',
};

function ordersOf(purchases: readonly Purchase[]): Order[] {
  return purchases.map((purchase) => ({ purchase, item, book }));
}

function bought(boughtOn: string, months: number): Purchase {
  return { orderId: boughtOn, appId: 'app', sku: 'pro', boughtOn, months, kind: 'purchase' };
}

/** First days of every kind: the 28th to 31st of short and long months, in leap and other years. */
const firstDay = fc.oneof(
  fc.constantFrom(
    '2018-01-28',
    '2018-01-29',
    '2018-01-30',
    '2018-01-31',
    '2020-01-28',
    '2020-01-29',
    '2020-01-30',
    '2020-01-31',
    '2019-02-28',
    '2020-02-28',
    '2020-02-29',
    '2019-03-31',
    '2019-08-31',
    '2019-12-31',
    '2019-10-31',
    '2019-11-30',
    '2019-03-01',
    '2019-02-12',
  ),
  fc.integer({ min: 0, max: 1200 }).map(dayText),
);

/** Days from the last valid day to the renewal: early, on it, in the 7 days after, just too late, late. */
const gap = fc.oneof(
  fc.constantFrom(-1, 0, 1, 6, 7, 8),
  fc.integer({ min: -25, max: 0 }),
  fc.integer({ min: 8, max: 70 }),
);

/** A first purchase and up to twelve renewals. */
const chain = fc
  .record({
    first: firstDay,
    renewals: fc.array(fc.record({ gap, months: fc.constantFrom(1, 1, 1, 2, 3, 6, 12) }), {
      minLength: 1,
      maxLength: 12,
    }),
    months: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ first, months, renewals }) => {
    const purchases = [bought(first, months)];
    let [anchor, counted, end] = [first, months, endOfMonths(first, months)];
    for (const renewal of renewals) {
      const before = dayNumber(purchases.at(-1)!.boughtOn);
      const day = Math.max(before, dayNumber(end) + renewal.gap);
      purchases.push(bought(dayText(day), renewal.months));
      if (day - dayNumber(end) > 7) [anchor, counted] = [dayText(day), 0];
      counted += renewal.months;
      end = endOfMonths(anchor, counted);
    }
    return { purchases, end };
  });

describe('serviceLife of a chain of renewals', () => {
  it('has the days that a calendar walked day by day has, each once', () => {
    fc.assert(
      fc.property(chain, ({ purchases, end }) => {
        const periods = serviceLife(ordersOf(purchases)).periods;
        const expected = activeDays(purchases, purchases.at(-1)!.boughtOn);
        const days = periods.flatMap(({ from, until }) => {
          const length = dayNumber(until!) - dayNumber(from) + 1;
          return Array.from({ length }, (_, index) => dayText(dayNumber(from) + index));
        });
        expect(days).toEqual([...new Set(days)]);
        expect(new Set(days)).toEqual(expected);
        expect(periods.at(-1)!.until).toBe(end);
      }),
      { numRuns: 150 },
    );
  });

  it('is active on those days, in grace on the 7 after each end, suspended on the others', () => {
    fc.assert(
      fc.property(chain, fc.nat(), ({ purchases, end }, which) => {
        const periods = serviceLife(ordersOf(purchases)).periods;
        const active = activeDays(purchases, purchases.at(-1)!.boughtOn);
        const first = dayNumber(purchases[0]!.boughtOn);
        const number = first - 2 + (which % (dayNumber(end) - first + 14));
        if (number < 0) return;
        const hasEnded = [1, 2, 3, 4, 5, 6, 7].some((ago) => active.has(dayText(number - ago)));
        const state =
          number < first
            ? 'none'
            : active.has(dayText(number))
              ? 'active'
              : hasEnded
                ? 'grace'
                : 'suspended';
        expect(stateOn(periods, dayText(number))).toBe(state);
      }),
      { numRuns: 150 },
    );
  });

  it('ends where so many months at once end, when each is renewed in time', () => {
    fc.assert(
      fc.property(firstDay, fc.integer({ min: 1, max: 24 }), (first, months) => {
        const each = serviceLife(
          ordersOf(Array.from({ length: months }, () => bought(first, 1))),
        ).periods;
        const atOnce = serviceLife(ordersOf([bought(first, months)])).periods;
        expect(each.at(-1)!.until).toBe(atOnce[0]!.until);
        expect(atOnce[0]!.until).toBe(endOfMonths(first, months));
      }),
    );
  });
});
