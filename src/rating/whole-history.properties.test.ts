import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import { builtInPriceBooks, readPriceBooks } from '../prices/read-price-books.ts';
import { rateMonth } from './rate-month.ts';
import { activeDays, monthByThePage, monthlyPrice, needsFlagship } from './testing/oracle.ts';
import { dayNumber, dayText, lastDayOf } from './testing/slow-calendar.ts';
import type { Purchase, RatedMonth, RatingInput } from './types.ts';

const books = (await readPriceBooks([builtInPriceBooks()])).filter(
  ({ list }) => list === 'tencent-im-2019',
);
/** The whole sweep takes minutes: on request. */
const isWhole = process.env['IMBILL_SWEEP'] === 'all';
const appIds = ['app-1', 'app-2', 'app-3'];
const skus = [
  'pro',
  'pro',
  'pro',
  'flagship',
  'flagship',
  'trial',
  'starter',
  'avchatroom-unlimited',
  'group-members-2000',
  'group-members-6000',
  'group-members-10000',
  'groups-per-user-400',
  'groups-per-user-700',
  'groups-per-user-1000',
  'groups-per-user-2000',
  'groups-per-user-3000',
  'safety',
];

/** 2018-09 to 2020-03. */
const months = Array.from({ length: 19 }, (_, index) => {
  const number = 8 + index;
  return `${2018 + Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
});

/** Months in or before which most changed: the more often. */
const monthsOfChange = [
  '2018-09',
  '2018-12',
  '2019-08',
  '2019-09',
  '2019-11',
  '2019-12',
  '2019-12',
];

/** Counts at, one below and one above blocks of 10,000 and 100,000, and any others. */
const count = fc.oneof(
  fc
    .record({
      block: fc.constantFrom(10_000, 100_000),
      blocks: fc.nat(14),
      off: fc.integer({ min: -1, max: 1 }),
    })
    .map(({ block, blocks, off }) => Math.max(0, blocks * block + off)),
  fc.nat(1_300_000),
);

/** Bits of 300 seconds: whole Mbps, and 0.000001 Mbps and one bit beside them. */
const bits = fc
  .record({ mbps: fc.nat(2_000), off: fc.constantFrom(0, 0, 1, 150, 300, -1, -300) })
  .map(({ mbps, off }) => Math.max(0, mbps * 300_000_000 + off));

const input: fc.Arbitrary<RatingInput> = fc
  .constantFrom(...months, ...monthsOfChange)
  .chain((month) => {
    const appId = fc.constantFrom(...appIds);
    const lastDay = dayNumber(lastDayOf(month));
    const firstDay = dayNumber(`${month}-01`);
    const usageDate = fc
      .oneof(
        fc.integer({ min: firstDay, max: lastDay }),
        fc.constantFrom(firstDay, firstDay + 2, firstDay + 3, firstDay + 4, lastDay),
      )
      .map(dayText);
    const near = fc.oneof(
      fc.integer({ min: firstDay, max: lastDay }),
      fc.integer({ min: firstDay - 110, max: lastDay + 10 }),
    );
    const since = (first: string) => near.map((day) => dayText(Math.max(day, dayNumber(first))));
    const used = (names: readonly string[], numerator: fc.Arbitrary<number>, denominator: string) =>
      fc.record({
        appId,
        usageDate,
        metric: fc.constantFrom(...names),
        numerator: numerator.map(String),
        denominator: fc.constant(denominator),
      });
    const usage = fc.oneof(
      used(['dau', 'groups', 'avchatrooms'], count, '1'),
      used(['bandwidth_domestic_mbps', 'bandwidth_international_mbps'], bits, '300000000'),
    );
    const purchase = fc.record({
      appId,
      sku: fc.constantFrom(...skus),
      boughtOn: since('2018-09-14'),
      months: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 12 })),
      kind: fc.constantFrom<Purchase['kind']>('purchase', 'purchase', 'purchase', 'refund'),
      namesOrder: fc.boolean(),
      cents: fc.integer({ min: 1, max: 300_000 }),
    });
    const setting = fc.record({
      appId,
      from: since('2018-09-01'),
      extraMonths: fc.integer({ min: 0, max: 13 }),
      historyDays: fc.option(fc.constantFrom(0, 1, 29, 30, 31, 90, 91, 180, 181, 360, 361), {
        nil: undefined,
      }),
    });
    return fc.record({
      month: fc.constant(month),
      appIds: fc.constant(appIds),
      books: fc.constant(books),
      units: fc.constant(allUnits()),
      monthlyUsers: fc.constant(new Map<string, string>()),
      usage: fc.uniqueArray(usage, {
        maxLength: 50,
        selector: (day) => `${day.appId} ${day.metric} ${day.usageDate}`,
      }),
      purchases: fc.array(purchase, { maxLength: 12 }).map(ordersOf),
      roaming: fc
        .array(setting, { maxLength: 5 })
        .map((all) =>
          all.map(({ historyDays, ...rest }) =>
            historyDays === undefined ? rest : { ...rest, historyDays },
          ),
        ),
    });
  });

type Drawn = Omit<Purchase, 'orderId'> & { cents: number; namesOrder: boolean };

/** What the page of the day sells; refunds of what it sells, too, some of which name their order. */
function ordersOf(all: Drawn[]): Purchase[] {
  const sold = all.filter(({ sku, boughtOn }) => monthlyPrice(sku, boughtOn) !== undefined);
  const orders = sold.map(({ cents, namesOrder, ...bought }, index): Purchase => {
    if (bought.kind === 'purchase') return { ...bought, orderId: `order-${index}` };
    const named = sold.findIndex(
      ({ kind, appId, sku, boughtOn }, at) =>
        at < index &&
        kind === 'purchase' &&
        appId === bought.appId &&
        sku === bought.sku &&
        boughtOn <= bought.boughtOn,
    );
    return {
      ...bought,
      orderId: `order-${namesOrder && named >= 0 ? named : index}`,
      refundAmount: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
    };
  });
  const hasFlagship = ({ appId, boughtOn }: Purchase) => {
    const plans = orders.filter((one) => one.appId === appId && one.sku === 'flagship');
    return activeDays(plans, boughtOn).has(boughtOn);
  };
  return orders.filter((one) => !needsFlagship(one.sku, one.boughtOn) || hasFlagship(one));
}

const usageSkus = [
  'dau',
  'bandwidth-domestic',
  'bandwidth-international',
  'roaming',
  'groups',
  'history-storage',
];

describe('rateMonth over all books of 2018-09 to 2020-03', () => {
  it('bills what the page said then, to the cent', () => {
    fc.assert(
      fc.property(input, (given) => {
        const rated = rateMonth(given);
        for (const appId of appIds) {
          const { prepaid, charges } = monthByThePage(given, appId);
          const ours = (test: (line: RatedMonth['lines'][number]) => boolean) =>
            rated.lines
              .filter((line) => line.app_id === appId && test(line))
              .reduce((sum, line) => sum + centsOf(line.amount), 0n);
          expect({
            prepaid: ours(({ kind }) => kind === 'prepaid'),
            ...Object.fromEntries(usageSkus.map((sku) => [sku, ours((line) => line.sku === sku)])),
          }).toEqual({
            prepaid,
            ...Object.fromEntries(usageSkus.map((sku) => [sku, charges[sku] ?? 0n])),
          });
        }
      }),
      { numRuns: isWhole ? 5000 : 150 },
    );
  });

  it('adds up what it prints, charges no usage below nothing, and minds no order', () => {
    const shuffled = input.chain((given) =>
      fc.record({
        given: fc.constant(given),
        usage: shuffle(given.usage),
        purchases: shuffle(given.purchases),
        roaming: shuffle(given.roaming),
        books: shuffle(given.books),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ given, ...parts }) => {
        const rated = rateMonth(given);
        const sum = (kind?: string) =>
          rated.lines
            .filter((line) => kind === undefined || line.kind === kind)
            .reduce((all, line) => all + centsOf(line.amount), 0n);
        expect([rated.prepaid, rated.postpaid, rated.total].map(centsOf)).toEqual([
          sum('prepaid'),
          sum('postpaid'),
          sum(),
        ]);
        for (const line of rated.lines)
          if (line.kind === 'postpaid') expect(line.amount).toMatch(/^\d+\.\d\d$/);
        expect(JSON.stringify(rateMonth({ ...given, ...parts }))).toBe(JSON.stringify(rated));
      }),
    );
  });

  it('rates apps as if each were alone', () => {
    fc.assert(
      fc.property(input, (given) => {
        const alone = appIds.map((appId) => {
          const ofApp = <T extends { appId: string }>(all: readonly T[]) =>
            all.filter((one) => one.appId === appId);
          return rateMonth({
            ...given,
            appIds: [appId],
            usage: ofApp(given.usage),
            purchases: ofApp(given.purchases),
            roaming: ofApp(given.roaming),
          });
        });
        const together = rateMonth(given);
        expect(together.lines).toEqual(alone.flatMap(({ lines }) => lines));
        // an older account, and a refund in full, are those of the customer, not of an app
        const ofApps = ({ findings }: RatedMonth) =>
          findings.filter(({ code }) => code !== 'older-account' && code !== 'refund-differs');
        expect(ofApps(together)).toEqual(alone.flatMap(ofApps));
        expect(centsOf(together.total)).toBe(
          alone.reduce((sum, { total }) => sum + centsOf(total), 0n),
        );
      }),
    );
  });

  it('never bills less for more usage', () => {
    fc.assert(
      fc.property(input, fc.nat(), fc.nat(400_000), (given, which, more) => {
        const raised = given.usage.map((day, index) =>
          index === which % given.usage.length
            ? { ...day, numerator: String(BigInt(day.numerator) + BigInt(more)) }
            : day,
        );
        expect(
          centsOf(rateMonth({ ...given, usage: raised }).postpaid) >=
            centsOf(rateMonth(given).postpaid),
        ).toBe(true);
      }),
    );
  });
});

function shuffle<T>(all: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length });
}

function centsOf(money: string): bigint {
  return BigInt(money.replace('.', ''));
}
