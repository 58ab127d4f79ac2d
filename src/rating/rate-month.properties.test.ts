import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { addDays } from '../calendar/billing-day.ts';
import { daysOfMonth, lastDay } from '../calendar/month.ts';
import { allUnits } from '../metrics/catalogue.ts';
import { parsePriceBook } from '../prices/price-book-file.ts';
import { rateMonth } from './rate-month.ts';
import { activeDays } from './testing/oracle.ts';
import type { DailyUsage, Purchase, RatingInput, RoamingSetting } from './types.ts';

const file = 'tencent-im-2018-12-27.yaml';
const page = parsePriceBook(readFileSync(join(packageRoot(), 'prices', file), 'utf8'), file);
const appIds = ['app-1', 'app-2'];
const prices: Record<string, bigint> = {
  trial: 0n,
  pro: 999n,
  'avchatroom-unlimited': 1000n,
  'group-members-2000': 500n,
  'groups-per-user-1000': 1100n,
};

const month = fc
  .record({ year: fc.integer({ min: 2020, max: 2032 }), month: fc.integer({ min: 1, max: 12 }) })
  .map(({ year, month }) => `${year}-${String(month).padStart(2, '0')}`);

/** Counts around the edges of blocks, and any others. */
const count = fc.oneof(
  fc
    .record({ blocks: fc.nat(12), off: fc.integer({ min: -1, max: 1 }) })
    .map(({ blocks, off }) => Math.max(0, blocks * 100_000 + off)),
  fc.nat(1_300_000),
);
/** Bits of a slot of 300 s: of no decimal Mbps in general. */
const bits = fc.bigInt({ min: 0n, max: 10n ** 15n });

const input: fc.Arbitrary<RatingInput> = month.chain((inMonth) => {
  const appId = fc.constantFrom(...appIds);
  const usageDate = fc.constantFrom(...daysOfMonth(inMonth));
  const counted = fc.record({
    appId,
    metric: fc.constantFrom('dau', 'groups', 'avchatrooms'),
    usageDate,
    numerator: count.map(String),
    denominator: fc.constant('1'),
  });
  const measured = fc.record({
    appId,
    metric: fc.constantFrom('bandwidth_domestic_mbps', 'bandwidth_international_mbps'),
    usageDate,
    numerator: bits.map(String),
    denominator: fc.constant('300000000'),
  });
  const around = fc.integer({ min: -100, max: 5 }).map((days) => addDays(lastDay(inMonth), days));
  const purchase = fc.record({
    appId,
    sku: fc.constantFrom('pro', 'pro', 'pro', ...Object.keys(prices)),
    boughtOn: around,
    months: fc.integer({ min: 1, max: 3 }),
    isRefund: fc.nat(9).map((number) => number === 0),
    cents: fc.integer({ min: 1, max: 200_000 }),
  });
  return fc.record({
    month: fc.constant(inMonth),
    appIds: fc.constant(appIds),
    usage: fc.uniqueArray(fc.oneof(counted, measured), {
      maxLength: 60,
      selector: ({ appId, metric, usageDate }) => `${appId} ${metric} ${usageDate}`,
    }),
    units: fc.constant(allUnits()),
    monthlyUsers: fc.constant(new Map([['app-1', '101']])),
    purchases: fc.array(purchase, { maxLength: 8 }).map((all) => all.map(purchaseOf)),
    roaming: fc.array(
      fc.record({ appId, from: around, extraMonths: fc.integer({ min: 0, max: 4 }) }),
      { maxLength: 4 },
    ),
    books: fc.constant([page]),
  });
});

function purchaseOf(
  {
    isRefund,
    cents,
    ...bought
  }: Omit<Purchase, 'orderId' | 'kind'> & { isRefund: boolean; cents: number },
  index: number,
): Purchase {
  const orderId = `order-${index}`;
  if (!isRefund) return { ...bought, orderId, kind: 'purchase' };
  return { ...bought, orderId, kind: 'refund', refundAmount: (cents / 100).toFixed(2) };
}

describe('rateMonth', () => {
  it('bills what the price page says', () => {
    fc.assert(
      fc.property(input, (given) => {
        const rated = rateMonth(given);
        expect(centsOf(rated.prepaid)).toBe(prepaidByThePage(given));
        for (const appId of appIds)
          for (const [sku, cents] of Object.entries(postpaidByThePage(given, appId))) {
            const lines = rated.lines.filter((line) => line.app_id === appId && line.sku === sku);
            expect([sku, lines.reduce((sum, line) => sum + centsOf(line.amount), 0n)]).toEqual([
              sku,
              cents,
            ]);
          }
      }),
      { numRuns: 400 },
    );
  });

  it('has totals that are the sums of its lines, and no negative usage charge', () => {
    fc.assert(
      fc.property(input, (given) => {
        const rated = rateMonth(given);
        const sum = (kind: string) =>
          rated.lines
            .filter((line) => line.kind === kind)
            .reduce((cents, line) => cents + centsOf(line.amount), 0n);
        expect(centsOf(rated.prepaid)).toBe(sum('prepaid'));
        expect(centsOf(rated.postpaid)).toBe(sum('postpaid'));
        expect(centsOf(rated.total)).toBe(sum('prepaid') + sum('postpaid'));
        for (const line of rated.lines)
          if (line.kind === 'postpaid') expect(line.amount).toMatch(/^\d+\.\d\d$/);
      }),
    );
  });

  it('does not depend on the order of anything but the apps', () => {
    const shuffled = input.chain((given) =>
      fc.record({
        given: fc.constant(given),
        usage: shuffle(given.usage),
        purchases: shuffle(given.purchases),
        roaming: shuffle(given.roaming),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ given, ...parts }) => {
        expect(JSON.stringify(rateMonth({ ...given, ...parts }))).toBe(
          JSON.stringify(rateMonth(given)),
        );
      }),
    );
  });

  it('never bills less for more usage', () => {
    fc.assert(
      fc.property(input, fc.nat(), fc.nat(300_000), (given, which, more) => {
        const raised = given.usage.map((day, index) =>
          index === which % given.usage.length
            ? { ...day, numerator: String(BigInt(day.numerator) + BigInt(more)) }
            : day,
        );
        const before = centsOf(rateMonth(given).postpaid);
        expect(centsOf(rateMonth({ ...given, usage: raised }).postpaid)).toBeGreaterThanOrEqual(
          before,
        );
      }),
    );
  });

  it('shows usage on a line exactly where there was some', () => {
    fc.assert(
      fc.property(input, (given) => {
        const dau = new Set(
          given.usage
            .filter((day) => day.metric === 'dau' && day.numerator !== '0')
            .map((day) => day.appId),
        );
        const shown = rateMonth(given).lines.filter((line) => line.sku === 'dau');
        expect(new Set(shown.map((line) => line.app_id))).toEqual(dau);
      }),
    );
  });
});

function shuffle<T>(all: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length });
}

function centsOf(money: string): bigint {
  expect(money).toMatch(/^-?\d+\.\d\d$/);
  return BigInt(money.replace('.', ''));
}

/** Plans and packs bought in the month, each month at its price; less what was paid back. */
function prepaidByThePage({ month, purchases }: RatingInput): bigint {
  let cents = 0n;
  for (const { sku, boughtOn, months, kind, refundAmount } of purchases) {
    if (boughtOn.slice(0, 7) !== month) continue;
    cents += kind === 'refund' ? -centsOf(refundAmount!) : prices[sku]! * BigInt(months) * 100n;
  }
  return cents;
}

/** 后付费资源消耗, one rule after the other in the page's words, in whole cents. */
function postpaidByThePage(given: RatingInput, appId: string): Record<string, bigint> {
  const days = daysOfMonth(given.month);
  const value = (metric: string, day: string) => {
    const found = given.usage.find(
      (one: DailyUsage) => one.appId === appId && one.metric === metric && one.usageDate === day,
    );
    return BigInt(found?.numerator ?? '0');
  };
  const highest = (values: bigint[]) => values.toSorted((a, b) => Number(b - a))[0] ?? 0n;
  const peak = highest(days.map((day) => value('dau', day)));
  const groups = value('groups', days.at(-1)!);
  const sum = days.reduce((all, day) => all + value('bandwidth_domestic_mbps', day), 0n);
  const months = BigInt(roamingByThePage(given.roaming, appId, days));
  const ofPro = given.purchases.filter(
    (one) => one.appId === appId && one.sku === 'pro' && one.boughtOn <= days.at(-1)!,
  );
  const active = activeDays(ofPro, days.at(-1)!);
  const isPro = days.some((day) => active.has(day));
  if (!isPro) return { dau: 0n, 'bandwidth-domestic': 0n, roaming: 0n, groups: 0n };
  return {
    // 10000元/月/10万 DAU，专业版免费赠送10万 DAU
    dau: peak > 100_000n ? started(peak - 100_000n) * 1_000_000n : 0n,
    // 2元/Mbps/天（日峰值）: bits / 300 s / 1,000,000 × 200 cents, half up
    'bandwidth-domestic': (2n * sum * 200n + 300_000_000n) / (2n * 300_000_000n),
    // 每增加一个月漫游时间，每 10 万（不足10万按10万算）DAU 收费 500 元/月
    roaming: started(peak) * months * 50_000n,
    // 累计超出 10万个群组，每10万（不足10万按10万计算）个群组收费1000元/月
    groups: groups > 100_000n ? started(groups - 100_000n) * 100_000n : 0n,
  };
}

function started(quantity: bigint): bigint {
  return quantity / 100_000n + (quantity % 100_000n > 0n ? 1n : 0n);
}

/** The highest setting in force on any day; of one day's the higher. */
function roamingByThePage(
  settings: readonly RoamingSetting[],
  appId: string,
  days: string[],
): number {
  let most = 0;
  for (const day of days) {
    const begun = settings.filter((one) => one.appId === appId && one.from <= day);
    const latest = begun
      .map((one) => one.from)
      .toSorted()
      .at(-1);
    for (const one of begun) if (one.from === latest) most = Math.max(most, one.extraMonths);
  }
  return most;
}
