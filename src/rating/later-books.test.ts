import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { builtInPriceBooks, readPriceBooks } from '../prices/read-price-books.ts';
import { rateMonth } from './rate-month.ts';
import type { DailyUsage, Purchase, RatingInput } from './types.ts';

const all = await readPriceBooks([builtInPriceBooks()]);
const books: PriceBook[] = all.filter(({ list }) => list === 'tencent-im-2019');

function bought(sku: string, boughtOn: string, months = 1): Purchase {
  return { orderId: `${sku} ${boughtOn}`, appId: 'app', sku, boughtOn, months, kind: 'purchase' };
}

function rated(month: string, parts: Partial<RatingInput>) {
  return rateMonth({
    month,
    appIds: ['app'],
    usage: [],
    units: allUnits(),
    monthlyUsers: new Map(),
    purchases: [bought('pro', '2018-12-27', 36)],
    roaming: [],
    books,
    ...parts,
  });
}

/** Amounts by SKU of the lines of one kind. */
function amounts(month: string, parts: Partial<RatingInput>, kind = 'postpaid') {
  const lines = rated(month, parts).lines.filter((line) => line.kind === kind);
  return Object.fromEntries(lines.map(({ sku, amount }) => [sku, amount]));
}

function used(metric: string, days: Record<string, string>): DailyUsage[] {
  return Object.entries(days).map(([usageDate, numerator]) => ({
    appId: 'app',
    metric,
    usageDate,
    numerator,
    denominator: '1',
  }));
}

const roaming = (from: string, extraMonths: number, historyDays?: number) => [
  { appId: 'app', from, extraMonths, ...(historyDays !== undefined && { historyDays }) },
];

describe('the state of the page of 2019-03-26', () => {
  it('charges 1000 for 130,000 groups at 00:00 on the 1st', () => {
    const usage = used('groups', { '2019-03-30': '150000', '2019-03-31': '130000' });
    expect(amounts('2019-03', { usage })).toEqual({ groups: '1000.00' });
  });

  it('charges 2000 for roaming of 2 months from the 6th on, at a peak of 200,000', () => {
    const usage = used('dau', { '2019-03-09': '200000' });
    expect(amounts('2019-03', { usage, roaming: roaming('2019-03-06', 2) })).toEqual({
      dau: '10000.00',
      roaming: '2000.00',
    });
  });

  it('charges 10000 for a peak of 150,000, and 2000 for 300, 500 and 200 Mbps', () => {
    const usage = [
      ...used('dau', { '2019-03-09': '150000' }),
      ...used('bandwidth_domestic_mbps', {
        '2019-03-05': '300',
        '2019-03-08': '500',
        '2019-03-25': '200',
      }),
    ];
    expect(amounts('2019-03', { usage })).toEqual({
      dau: '10000.00',
      'bandwidth-domestic': '2000.00',
    });
  });

  it.each([
    ['2019-02-12', '2019-03-11'],
    ['2019-03-09', '2019-04-08'],
  ])('pro bought on %s is valid until %s', (day, until) => {
    const { lines } = rated(day.slice(0, 7), { purchases: [bought('pro', day)] });
    expect(lines).toMatchObject([{ valid_from: day, valid_until: until, amount: '999.00' }]);
  });
});

describe('the book of 2019-07-09', () => {
  it('sells no pack for groups of 10000 members any more', () => {
    const pack = (day: string) => ({ purchases: [bought('group-members-10000', day)] });
    expect(amounts('2019-07', pack('2019-07-08'), 'prepaid')).toEqual({
      'group-members-10000': '2000.00',
    });
    expect(() => rated('2019-07', pack('2019-07-09'))).toThrow(
      'sku is "group-members-10000", which the price book tencent-im-2019 from 2019-07-09 does not sell; did you mean "group-members-2000"?',
    );
  });
});

describe('the books of 2019-08', () => {
  it('charge groups by their highest day, from the first day on', () => {
    // the days before the 4th were left out from 2019-08-09 to 2019-08-11 only, which is no whole month:
    // 250,000 − 100,000 → 2 blocks × 1000
    const usage = used('groups', { '2019-09-02': '250000', '2019-09-30': '10' });
    expect(amounts('2019-09', { usage })).toEqual({ groups: '2000.00' });
  });

  it('leave August, which began before them, to the end of the month', () => {
    const august = used('groups', { '2019-08-15': '900000', '2019-08-31': '110000' });
    expect(amounts('2019-08', { usage: august })).toEqual({ groups: '1000.00' });
  });

  it.each([
    ['2019-08-08', '2019-08-09', 'last', 'highest_from_day'],
    ['2019-08-11', '2019-08-12', 'highest_from_day', 'highest'],
  ])('of %s and %s count groups by another day', (before, after, was, is) => {
    const ruleOn = (day: string) =>
      books.findLast(({ from }) => from <= day)?.charges.find(({ sku }) => sku === 'groups')?.month
        ?.of;
    expect([ruleOn(before), ruleOn(after)]).toEqual([was, is]);
  });

  it.each([
    ['groups-per-user-400', '500.00'],
    ['groups-per-user-700', '900.00'],
  ])('sell %s up to 2019-08-20', (sku, amount) => {
    const pack = (day: string) => ({ purchases: [bought(sku, day)] });
    expect(amounts('2019-08', pack('2019-08-20'), 'prepaid')).toEqual({ [sku]: amount });
    expect(() => rated('2019-08', pack('2019-08-21'))).toThrow(
      `sku is "${sku}", which the price book tencent-im-2019 from 2019-08-21 does not sell`,
    );
  });
});

describe('the book of 2019-08-22', () => {
  it.each([
    ['groups-per-user-1000', '1100.00'],
    ['groups-per-user-2000', '1500.00'],
    ['groups-per-user-3000', '2000.00'],
  ])('sells %s for %s', (sku, amount) => {
    const purchases = [bought('pro', '2018-12-27', 36), bought(sku, '2019-08-22')];
    expect(amounts('2019-08', { purchases }, 'prepaid')).toEqual({ [sku]: amount });
  });
});

describe('the book of 2019-11-04', () => {
  it.each([
    [30, '500.00'],
    [90, '1000.00'],
    [180, '1500.00'],
    [360, '2500.00'],
  ])('charges %i days of history %s, whatever the usage', (days, amount) => {
    expect(amounts('2019-12', { roaming: roaming('2019-11-20', 0, days) })).toEqual({
      'history-storage': amount,
    });
  });

  it('charges November, which began before it, for roaming', () => {
    const usage = [
      ...used('dau', { '2019-11-09': '100000' }),
      ...used('groups', { '2019-11-02': '900000', '2019-11-05': '200000' }),
    ];
    expect(amounts('2019-11', { usage, roaming: roaming('2019-01-01', 3) })).toEqual({
      dau: '0.00',
      roaming: '1500.00',
      groups: '8000.00',
    });
  });

  it('takes months of roaming for 30 days of history each', () => {
    expect(amounts('2019-12', { roaming: roaming('2019-11-20', 3) })).toEqual({
      'history-storage': '1000.00',
    });
  });
});

describe('the book of 2019-12-27', () => {
  const flagship = [bought('flagship', '2020-01-01', 12)];

  it.each([
    ['10000', '0.00'],
    ['10001', '1000.00'],
    ['25000', '2000.00'],
    ['150000', '14000.00'],
  ])('charges a peak of %s users %s, for pro and flagship', (peak, amount) => {
    const usage = used('dau', { '2020-01-15': peak });
    expect(amounts('2020-01', { usage })).toEqual({ dau: amount });
    expect(amounts('2020-01', { usage, purchases: flagship })).toEqual({ dau: amount });
  });

  it('charges 1000 for each started 100,000 groups above 100,000', () => {
    const usage = used('groups', { '2020-01-02': '200001', '2020-01-31': '5' });
    expect(amounts('2020-01', { usage, purchases: flagship })).toEqual({ groups: '2000.00' });
  });

  it('charges international bandwidth from its first day on, and until then only finds it', () => {
    const usage = used('bandwidth_international_mbps', {
      '2019-12-26': '100',
      '2019-12-27': '10',
      '2019-12-31': '20.5',
    });
    const { lines, findings } = rated('2019-12', { usage });
    expect(lines).toMatchObject([
      { sku: 'bandwidth-international', quantity: '30.5', unit_price: '4', amount: '122.00' },
    ]);
    expect(findings.map(({ code }) => code)).toEqual(['bandwidth-international-unpriced']);
  });

  it('charges domestic bandwidth from its first day on with the flagship plan alone, before only with pro', () => {
    const usage = used('bandwidth_domestic_mbps', {
      '2019-12-10': '7',
      '2019-12-27': '10',
      '2019-12-31': '20.5',
    });
    const domestic = (purchases: Purchase[]) =>
      rated('2019-12', { usage, purchases }).lines.flatMap(({ kind, usage, amount }) =>
        kind === 'postpaid' ? [[usage, amount]] : [],
      );
    // 30.5 × 2; the 7 of the 10th had no plan that the page of that day asks for
    expect(domestic([bought('flagship', '2019-12-28')])).toEqual([
      ['7', '0.00'],
      ['30.5', '61.00'],
    ]);
    expect(domestic([bought('pro', '2019-12-28')])).toEqual([['37.5', '75.00']]);
    expect(domestic([])).toEqual([['37.5', '0.00']]);
  });

  it('sells the flagship plan, and packs at the prices of the page', () => {
    const packs = ['group-members-2000', 'group-members-6000', 'groups-per-user-3000', 'safety'];
    const purchases = [
      ...flagship.map((plan) => ({ ...plan, months: 1 })),
      ...packs.map((sku) => bought(sku, '2020-01-05')),
    ];
    expect(amounts('2020-01', { purchases }, 'prepaid')).toEqual({
      flagship: '2999.00',
      'group-members-2000': '500.00',
      'group-members-6000': '500.00',
      'groups-per-user-3000': '900.00',
      safety: '1000.00',
    });
  });

  it.each([
    ['safety', '1000.00'],
    ['group-members-2000', '500.00'],
    ['groups-per-user-1000', '1100.00'],
  ])('sells %s with pro for %s', (sku, amount) => {
    const purchases = [bought('pro', '2020-01-01'), bought(sku, '2020-01-05')];
    expect(amounts('2020-01', { purchases }, 'prepaid')).toEqual({ pro: '999.00', [sku]: amount });
  });

  it.each(['group-members-6000', 'groups-per-user-3000'])(
    'sells %s with the flagship plan only',
    (sku) => {
      const order = `Order ${sku} 2020-01-05 of 2020-01-05 (app app): the price book tencent-im-2019 from 2019-12-27 sells ${sku} with flagship only; the app had`;
      const sold = (...plans: Purchase[]) =>
        rated('2020-01', { purchases: [...plans, bought(sku, '2020-01-05')] });
      const next =
        'Nothing was billed. Correct the purchases, or add what was sold to a price book.';
      expect(() => sold(bought('pro', '2020-01-01'))).toThrow(`${order} pro on that day\n${next}`);
      expect(() => sold()).toThrow(`${order} no plan on that day`);
      // a plan of the same day will do, one that is over will not
      expect(sold(bought('flagship', '2020-01-05')).lines).toHaveLength(2);
      expect(() =>
        sold(bought('flagship', '2019-12-27'), bought('pro', '2020-01-01')),
      ).not.toThrow();
      expect(() =>
        rated('2020-02', {
          purchases: [bought('flagship', '2020-01-01'), bought(sku, '2020-02-01')],
        }),
      ).toThrow('sells');
    },
  );

  it('takes what pro bought before it, and what was taken in an earlier month', () => {
    const purchases = [
      bought('pro', '2019-12-01', 2),
      bought('groups-per-user-3000', '2019-12-26'),
    ];
    expect(amounts('2019-12', { purchases }, 'prepaid')).toMatchObject({
      'groups-per-user-3000': '2000.00',
    });
    const late = [bought('pro', '2019-12-01', 6), bought('groups-per-user-3000', '2020-01-05')];
    expect(() => rated('2020-01', { purchases: late })).toThrow('sells');
    expect(() => rated('2020-02', { purchases: late })).not.toThrow();
  });

  it('sells 2000 groups a user to nobody', () => {
    expect(() =>
      rated('2020-01', { purchases: [...flagship, bought('groups-per-user-2000', '2020-01-05')] }),
    ).toThrow(
      'sku is "groups-per-user-2000", which the price book tencent-im-2019 from 2019-12-27 does not sell; did you mean "groups-per-user-1000"?',
    );
  });

  it('says of a customer with an older order that its account may have other prices', () => {
    const usage = used('dau', { '2020-01-05': '5' });
    const found = (month: string, purchases: Purchase[]) =>
      rated(month, { usage, purchases }).findings.map(({ code, message }) => [code, message]);
    expect(found('2020-01', [bought('pro', '2019-12-26', 3)])).toEqual([
      [
        'older-account',
        'The price book tencent-im-2019 from 2019-12-27 is for accounts whose first app was created on 2019-12-27 or later, but order pro 2019-12-26 is from 2019-12-26. If the account keeps older prices, put the customer on a price list with them',
      ],
    ]);
    expect(found('2020-01', [bought('pro', '2019-12-27', 3)])).toEqual([]);
    // December is the month of the book before
    expect(
      rated('2019-12', { purchases: [bought('pro', '2019-12-26')] }).findings.map(
        ({ code }) => code,
      ),
    ).toEqual([]);
  });

  it.each([
    [30, '500.00', '0.00'],
    [90, '1000.00', '500.00'],
    [180, '1500.00', '1000.00'],
    [360, '2500.00', '2000.00'],
  ])('charges %i days of history %s with pro and %s with flagship', (days, pro, withFlagship) => {
    const set = { roaming: roaming('2020-01-20', 0, days) };
    expect(amounts('2020-01', set)).toEqual({ 'history-storage': pro });
    const upgraded = [bought('pro', '2018-12-27', 36), bought('flagship', '2020-01-31')];
    expect(amounts('2020-01', { ...set, purchases: upgraded })).toEqual({
      'history-storage': withFlagship,
    });
  });

  it('states what the flagship plan allows', () => {
    const usage = used('dau', { '2020-01-05': '101' });
    const { allowances, findings } = rated('2020-01', { usage, purchases: flagship });
    expect(allowances.map(({ of, allowed }) => [of, allowed.at(-1)?.most])).toEqual([
      ['accounts', 'unlimited'],
      ['avchatrooms', 'unlimited'],
      ['group_members', '2000'],
      ['friends_per_user', '3000'],
      ['groups_per_user', '1000'],
    ]);
    expect(findings).toEqual([]);
  });

  it('allows the flagship plan AV chat rooms without limit', () => {
    const usage = used('avchatrooms', { '2020-01-05': '51' });
    const codes = (purchases: Purchase[]) =>
      rated('2020-01', { usage, purchases }).findings.map(({ code }) => code);
    expect(codes(flagship)).toEqual([]);
    expect(codes([bought('pro', '2020-01-01')])).toEqual(['avchatrooms-exceeded']);
  });
});

describe('the default list tencent-im', () => {
  it('ends with the page of 2018-12-27, which holds for ever', () => {
    const page = all.filter(({ list }) => list === 'tencent-im');
    expect(page.map(({ from }) => from)).toEqual([
      '2018-09-14',
      '2018-09-17',
      '2018-10-24',
      '2018-12-03',
      '2018-12-04',
      '2018-12-14',
      '2018-12-17',
      '2018-12-18',
      '2018-12-19',
      '2018-12-27',
    ]);
    const usage = used('dau', { '2026-09-18': '150000' });
    const purchases = [bought('pro', '2026-09-01')];
    expect(amounts('2026-09', { usage, purchases, books: page })).toEqual({ dau: '10000.00' });
    // 140,000 above 10,000 → 14 blocks × 1000
    expect(amounts('2026-09', { usage, purchases })).toEqual({ dau: '14000.00' });
  });

  it('is the list tencent-im-2019 up to 2019-01-28', () => {
    const said = ({ sha256: _, list: _list, ...book }: PriceBook) => book;
    const earlier = books.filter(({ from }) => from < '2019-01-29');
    expect(earlier.map(said)).toEqual(all.filter(({ list }) => list === 'tencent-im').map(said));
  });
});

describe('every built-in book', () => {
  it.each(all.map((book) => [book.list, book.from, book] as const))(
    '%s of %s says where each entry comes from, and how it rounds',
    (_, _from, book) => {
      expect(book.rounding).toEqual({ amounts: 'half_up', to: '0.01' });
      for (const entry of [...book.items, ...book.charges]) expect(entry.source).toMatch(/价格页/);
    },
  );
});

describe('packs that the page has no price of for the flagship plan', () => {
  it.each(['avchatroom-unlimited', 'group-members-2000', 'groups-per-user-1000'])(
    '%s is a finding with that plan alone, and none with pro',
    (sku) => {
      const ratedWith = (plan: string) =>
        rated('2020-01', { purchases: [bought(plan, '2020-01-01'), bought(sku, '2020-01-02')] });
      const codes = (plan: string) => ratedWith(plan).findings.map(({ code }) => code);
      expect(codes('flagship')).toEqual(['pack-without-plan']);
      expect(codes('pro')).toEqual([]);
    },
  );
});
