import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { daysOfMonth, type Month } from '../src/calendar/month.ts';
import type { UsageDay } from '../src/invoice/document.ts';
import { allUnits } from '../src/metrics/catalogue.ts';
import { Quantity } from '../src/money/quantity.ts';
import { rateMonth } from '../src/rating/rate-month.ts';
import { pageBooks } from '../src/rating/testing/page-books.ts';
import { sumTable } from './sum-table.ts';
import { sumOfDays } from './sums-of-days.ts';
import { dailySeries, dauLine } from './testing/sample-invoice.ts';
import { wordsIn } from './text/bilingual.ts';

const metric = 'bandwidth_domestic_mbps';
const month: Month = '2019-02';

/** Rates a month of bandwidth in slots of 300 seconds; null = no data. */
function rated(bits: readonly (number | null)[], newPriceOn: string) {
  const days = daysOfMonth(month);
  const book = pageBooks.find(({ from }) => from === '2018-12-27')!;
  const charges = book.charges.map((charge) =>
    charge.sku === 'bandwidth-domestic' ? { ...charge, price: '3' } : charge,
  );
  return rateMonth({
    month,
    appIds: ['app'],
    usage: bits.flatMap((numerator, index) =>
      numerator === null
        ? []
        : [
            {
              appId: 'app',
              metric,
              usageDate: days[index]!,
              numerator: `${numerator}`,
              denominator: '300000000',
            },
          ],
    ),
    units: allUnits(),
    monthlyUsers: new Map(),
    purchases: [
      {
        orderId: 'o1',
        appId: 'app',
        sku: 'pro',
        boughtOn: '2019-02-01',
        months: 1,
        kind: 'purchase',
      },
    ],
    roaming: [],
    books: [book, { ...book, from: newPriceOn, charges }],
  });
}

function exact(text: string): Quantity {
  const [numerator = '', denominator] = text.split('/');
  return denominator === undefined ? Quantity.of(numerator) : Quantity.of(numerator, denominator);
}

function sumOf(days: readonly UsageDay[]): Quantity {
  return days.reduce(
    (sum, { quantity, exact_quantity }) => sum.add(exact(exact_quantity ?? quantity!)),
    Quantity.zero,
  );
}

describe('sumOfDays', () => {
  it('adds up to the usage of each line, whatever the price changes; each day is in one line', () => {
    const day = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 9_000_000_000 }));
    const change = fc.constantFrom(...daysOfMonth(month).slice(1));
    fc.assert(
      fc.property(fc.array(day, { minLength: 28, maxLength: 28 }), change, (bits, newPriceOn) => {
        const { lines, usage } = rated(bits, newPriceOn);
        const own = lines.filter(({ sku }) => sku === 'bandwidth-domestic');
        const sums = own.map((line) => sumOfDays(line, usage)!);
        for (const [index, sum] of sums.entries()) {
          const line = own[index]!;
          expect(sumOf(sum.days).compare(exact(line.exact_usage ?? line.usage!))).toBe(0);
        }
        const listed = sums.flatMap(({ days }) => days.map(({ date }) => date));
        expect(new Set(listed).size).toBe(listed.length);
        const used = bits.flatMap((value, index) => (value ? [daysOfMonth(month)[index]!] : []));
        expect(listed.filter((date) => used.includes(date)).toSorted()).toEqual(used);
      }),
      { numRuns: 60 },
    );
  });

  it('is of no line that a single day decides', () => {
    expect(sumOfDays(dauLine('1'), [dailySeries('1', 'dau', 'users', ['1'])])).toBeUndefined();
  });
});

describe('sumTable', () => {
  it('lists each day with its value, and the days without data as runs', () => {
    const line = dauLine('1', {
      usage: '3.833333333',
      exact_usage: '23/6',
      unit: 'Mbps',
      sum_of: { metric, days: [{ from: '2026-09-01', until: '2026-09-06' }] },
    });
    const series = dailySeries('1', metric, 'Mbps', [
      '1.5',
      null,
      null,
      '2.333333333',
      null,
      '0',
      '9',
    ]);
    series.days[3]!.exact_quantity = '7/3';
    const { document } = parseHTML(
      `<body>${sumTable(sumOfDays(line, [series])!, line.title, wordsIn('en'))}</body>`,
    );
    expect(document.querySelector('figcaption')?.textContent).toBe(
      'Daily active users · Values by daySum ≈ 3.833333333 Mbps-days',
    );
    expect([...document.querySelectorAll('li')].map((each) => each.textContent)).toEqual([
      '09-01 1.5',
      '09-04 ≈ 2.333333333',
      '09-06 0',
    ]);
    expect(document.querySelector('p.quiet')?.textContent).toBe('No data 09-02 – 09-03, 09-05');
  });
});
