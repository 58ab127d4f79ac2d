import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';
import { daysOfMonth } from '../calendar/month.ts';
import { allUnits } from '../metrics/catalogue.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { parsePriceBook } from '../prices/price-book-file.ts';
import { rateMonth } from './rate-month.ts';
import type { DailyUsage, Purchase, RatingInput } from './types.ts';

const file = 'tencent-im-2018-12-27.yaml';
const page = parsePriceBook(readFileSync(join(packageRoot(), 'prices', file), 'utf8'), file);

function input(parts: Partial<RatingInput> = {}): RatingInput {
  return {
    month: '2026-09',
    appIds: ['app'],
    usage: [],
    units: allUnits(),
    monthlyUsers: new Map(),
    purchases: [bought('o1', 'pro', '2026-09-01')],
    roaming: [],
    books: [page],
    ...parts,
  };
}

function bought(orderId: string, sku: string, boughtOn: string, months = 1): Purchase {
  return { orderId, appId: 'app', sku, boughtOn, months, kind: 'purchase' };
}

function refunded(orderId: string, sku: string, boughtOn: string, refundAmount: string): Purchase {
  return { orderId, appId: 'app', sku, boughtOn, months: 1, kind: 'refund', refundAmount };
}

function used(metric: string, days: Record<string, string>, denominator = '1'): DailyUsage[] {
  return Object.entries(days).map(([usageDate, numerator]) => ({
    appId: 'app',
    metric,
    usageDate,
    numerator,
    denominator,
  }));
}

function linesOf(parts: Partial<RatingInput>, sku: string) {
  return rateMonth(input(parts)).lines.filter((line) => line.sku === sku);
}

/** Usage, included, quantity, unit price, amount and day of the line. */
function figuresOf(parts: Partial<RatingInput>, sku: string): (string | undefined)[][] {
  return linesOf(parts, sku).map((line) => [
    line.usage,
    line.included,
    line.quantity,
    line.unit_price,
    line.amount,
    line.peak_date,
  ]);
}

describe('rateMonth, the examples of the price page', () => {
  it('charges 10000 for 150,000 DAU', () => {
    const usage = used('dau', {
      '2026-09-17': '99000',
      '2026-09-18': '150000',
      '2026-09-19': '150000',
    });
    expect(figuresOf({ usage }, 'dau')).toEqual([
      ['150000', '100000', '1', '10000', '10000.00', '2026-09-18'],
    ]);
  });

  it('charges 2000 for daily peaks of 300, 500 and 200 Mbps', () => {
    const usage = used('bandwidth_domestic_mbps', {
      '2026-09-05': '300',
      '2026-09-08': '500',
      '2026-09-25': '200',
    });
    expect(figuresOf({ usage }, 'bandwidth-domestic')).toEqual([
      ['1000', undefined, '1000', '2', '2000.00', '2026-09-08'],
    ]);
  });

  it('charges 2000 for 2 months of roaming with 200,000 DAU', () => {
    const usage = used('dau', { '2026-09-30': '200000' });
    const roaming = [{ appId: 'app', from: '2026-09-06', extraMonths: 2 }];
    expect(figuresOf({ usage, roaming }, 'roaming')).toEqual([
      ['200000', undefined, '4', '500', '2000.00', '2026-09-30'],
    ]);
  });

  it('charges 9000 for 1,000,000 groups', () => {
    const usage = used('groups', { '2026-09-29': '2000000', '2026-09-30': '1000000' });
    expect(figuresOf({ usage }, 'groups')).toEqual([
      ['1000000', '100000', '9', '1000', '9000.00', '2026-09-30'],
    ]);
  });

  it('charges 1000 for 130,000 groups at 00:00 on the 1st', () => {
    const usage = used('groups', { '2026-09-30': '130000' });
    expect(figuresOf({ usage }, 'groups')[0]?.[4]).toBe('1000.00');
  });
});

describe('rateMonth, usage charges', () => {
  it.each([
    ['1', '0', '0.00'],
    ['99999', '0', '0.00'],
    ['100000', '0', '0.00'],
    ['100001', '1', '10000.00'],
    ['200000', '1', '10000.00'],
    ['200001', '2', '20000.00'],
  ])('counts for %s DAU %s blocks', (users, blocks, amount) => {
    const usage = used('dau', { '2026-09-18': users });
    expect(figuresOf({ usage }, 'dau')).toEqual([
      [users, '100000', blocks, '10000', amount, '2026-09-18'],
    ]);
  });

  it.each([
    ['1', '1', '500.00'],
    ['100000', '1', '500.00'],
    ['100001', '2', '1000.00'],
  ])(
    'counts for roaming with %s DAU %s blocks, as nothing is included',
    (users, blocks, amount) => {
      const usage = used('dau', { '2026-09-18': users });
      const roaming = [{ appId: 'app', from: '2020-01-01', extraMonths: 1 }];
      expect(figuresOf({ usage, roaming }, 'roaming')).toEqual([
        [users, undefined, blocks, '500', amount, '2026-09-18'],
      ]);
    },
  );

  it('has no line where there was no usage, or no roaming', () => {
    const usage = [
      ...used('dau', { '2026-09-18': '0' }),
      ...used('bandwidth_domestic_mbps', { '2026-09-18': '0' }),
      ...used('groups', { '2026-09-29': '500000', '2026-09-30': '0' }),
    ];
    const roaming = [{ appId: 'app', from: '2026-09-06', extraMonths: 2 }];
    expect(rateMonth(input({ usage, roaming })).lines.map(({ sku }) => sku)).toEqual(['pro']);
    const without = rateMonth(input({ usage: used('dau', { '2026-09-18': '200001' }) }));
    expect(without.lines.map(({ sku }) => sku)).toEqual(['pro', 'dau']);
  });

  it.each(['2026-02', '2028-02', '2026-09', '2026-10'])('adds up every day of %s', (month) => {
    const days = daysOfMonth(month);
    const usage = used(
      'bandwidth_domestic_mbps',
      Object.fromEntries(days.map((day) => [day, '1.5'])),
    );
    const purchases = [bought('o1', 'pro', `${month}-01`)];
    const amount = `${days.length * 3}.00`;
    expect(figuresOf({ month, usage, purchases }, 'bandwidth-domestic')[0]?.[4]).toBe(amount);
  });

  it.each([
    [{ '2026-09-03': '117042.495' }, '1', '117042.495', '234084.99'],
    [{ '2026-09-03': '240000000' }, '300000000', '0.8', '1.60'], // 30 MB in 300 s
    [{ '2026-09-03': '1', '2026-09-04': '1', '2026-09-05': '1' }, '3', '1', '2.00'],
    [{ '2026-09-03': '1', '2026-09-04': '1' }, '300', '0.006666667', '0.01'], // 0.01333…
    [{ '2026-09-03': '8' }, '300000000', '0.000000027', '0.00'], // one byte
  ])('prices %j / %s Mbps exactly', (days, denominator, quantity, amount) => {
    const usage = used('bandwidth_domestic_mbps', days, denominator);
    expect(figuresOf({ usage }, 'bandwidth-domestic')).toEqual([
      [quantity, undefined, quantity, '2', amount, '2026-09-03'],
    ]);
  });

  it('rounds the sum of the days, not the days', () => {
    // 30 × 0.0024 = 0.072 Mbps at 2 = 0.144; rounded by the day it would be 0.00
    const days = Object.fromEntries(daysOfMonth('2026-09').map((day) => [day, '0.0024']));
    const usage = used('bandwidth_domestic_mbps', days);
    expect(figuresOf({ usage }, 'bandwidth-domestic')[0]?.[4]).toBe('0.14');
  });

  it('includes the whole quantity although the plan covers a day of the month', () => {
    const usage = used('dau', { '2026-09-02': '100000' });
    for (const purchases of [
      [bought('o1', 'pro', '2026-09-30')],
      [bought('o1', 'pro', '2026-08-02')],
    ])
      expect(figuresOf({ usage, purchases }, 'dau')).toEqual([
        ['100000', '100000', '0', '10000', '0.00', '2026-09-02'],
      ]);
  });

  it('shows what an app without a plan used, and charges nothing', () => {
    const usage = [
      ...used('dau', { '2026-09-18': '150000' }),
      ...used('bandwidth_domestic_mbps', { '2026-09-05': '300' }),
    ];
    const roaming = [{ appId: 'app', from: '2026-09-06', extraMonths: 2 }];
    // Ended on 08-31: the days of grace are in the month, but none is active.
    const purchases = [bought('o1', 'pro', '2026-08-01')];
    const rated = rateMonth(input({ usage, roaming, purchases }));
    expect(
      rated.lines.map(({ sku, usage, quantity, amount }) => [sku, usage, quantity, amount]),
    ).toEqual([
      ['dau', '150000', '0', '0.00'],
      ['bandwidth-domestic', '300', '0', '0.00'],
      ['roaming', '150000', '0', '0.00'],
    ]);
    expect([rated.prepaid, rated.postpaid, rated.total]).toEqual(['0.00', '0.00', '0.00']);
    expect(rated.findings).toMatchObject([
      {
        code: 'usage-without-plan',
        app_id: 'app',
        message:
          'No active Professional plan on any day of 2026-09: the usage is shown but not charged (Daily active users (DAU) 150,000 users, AV chat room bandwidth, domestic 300 Mbps, Message roaming beyond 7 days (C2C) 150,000 users)',
        audience: 'customer',
        text: {
          zh: '2026-09 全月没有生效的「IM 套餐包-专业版」：用量仅列出，不计费（日活跃用户数（DAU） 150,000 人，音视频聊天室带宽费用（国内） 300 Mbps，消息漫游（C2C 消息，超出 7 天） 150,000 人）',
        },
      },
    ]);
    expect(rated.lines[0]?.explanation).toEqual({
      en: 'Peak 150,000 users on 2026-09-18; not charged, because no plan that it needs (Professional plan) was active in the month',
      zh: '2026-09-18 达到峰值 150,000 人；本月没有生效的套餐（「IM 套餐包-专业版」），仅列出用量，不计费',
    });
  });

  it('is a line with all that a reader needs', () => {
    const usage = used('dau', { '2026-09-18': '152340' }).map((day) => ({
      ...day,
      peakAt: '2026-09-18T20:00:00+08:00',
    }));
    expect(linesOf({ usage }, 'dau')).toEqual([
      {
        app_id: 'app',
        sku: 'dau',
        kind: 'postpaid',
        title: { en: 'Daily active users (DAU)', zh: '日活跃用户数（DAU）' },
        usage: '152340',
        unit: 'users',
        included: '100000',
        quantity: '1',
        unit_price: '10000',
        amount: '10000.00',
        peak_date: '2026-09-18',
        peak_at: '2026-09-18T20:00:00+08:00',
        explanation: {
          en: 'Peak 152,340 users on 2026-09-18 − 100,000 included = 52,340 → 1 started block of 100,000 × 10,000 = 10,000.00',
          zh: '2026-09-18 达到峰值 152,340 人，减去免费额度 100,000 人后为 52,340 人，每 100,000 人计一档（不足一档按一档计），1 档 × 10,000 = 10,000.00',
        },
        source:
          '价格页「后付费资源消耗」：日活跃用户数（DAU），10000元/月/10万 DAU，专业版免费赠送10万 DAU；取当月日 DAU 最高峰值',
      },
    ]);
  });

  it('explains every kind of charge in both languages', () => {
    const usage = [
      ...used('dau', { '2026-09-18': '100000' }),
      ...used(
        'bandwidth_domestic_mbps',
        { '2026-09-05': '1', '2026-09-06': '0', '2026-09-07': '1' },
        '3',
      ),
      ...used('groups', { '2026-09-30': '1000000' }),
    ];
    const roaming = [{ appId: 'app', from: '2026-09-06', extraMonths: 2 }];
    const explanations = rateMonth(input({ usage, roaming })).lines.map((line) => line.explanation);
    expect(explanations).toEqual([
      {
        en: 'Bought on 2026-09-01: 1 month × 999 = 999.00, valid 2026-09-01 to 2026-09-30',
        zh: '2026-09-01 购买，1 个月 × 999 = 999.00，有效期 2026-09-01 至 2026-09-30',
      },
      {
        en: 'Peak 100,000 users on 2026-09-18 is not above the 100,000 included → 0.00',
        zh: '2026-09-18 达到峰值 100,000 人，未超出免费额度 100,000 人，费用为 0.00',
      },
      {
        en: 'Daily values of 2 days with usage add up to ≈ 0.666666667 (2/3) Mbps → 2/3 × 2 = 4/3 → rounded half up 1.33',
        zh: '有用量的 2 天日用量合计 ≈ 0.666666667 (2/3) Mbps，2/3 × 2 = 4/3 → 四舍五入为 1.33',
      },
      {
        en: 'Peak 100,000 users on 2026-09-18 → 1 started block of 100,000 × 2 extra months × 500 = 1,000.00',
        zh: '2026-09-18 达到峰值 100,000 人，每 100,000 人计一档（不足一档按一档计），1 档 × 延长 2 个月 × 500 = 1,000.00',
      },
      {
        en: '1,000,000 groups at the end of 2026-09-30 − 100,000 included = 900,000 → 9 started blocks of 100,000 × 1,000 = 9,000.00',
        zh: '2026-09-30 日终 1,000,000 个群组，减去免费额度 100,000 个群组后为 900,000 个群组，每 100,000 个群组计一档（不足一档按一档计），9 档 × 1,000 = 9,000.00',
      },
    ]);
  });
});

describe('rateMonth, prepaid items', () => {
  it('invoices what was bought in the month, and what was paid back', () => {
    const purchases = [
      bought('o0', 'pro', '2026-08-31', 3),
      bought('b', 'group-members-2000', '2026-09-03', 2),
      bought('a', 'avchatroom-unlimited', '2026-09-03'),
      bought('0', 'trial', '2026-09-04'),
      refunded('r', 'group-members-2000', '2026-09-20', '250.50'),
      bought('later', 'pro', '2026-10-01'),
    ];
    const rated = rateMonth(input({ purchases }));
    const figures = rated.lines.map((line) => [
      line.order_id,
      line.sku,
      line.quantity,
      line.unit_price,
      line.amount,
      line.valid_from,
      line.valid_until,
    ]);
    expect(figures).toEqual([
      ['a', 'avchatroom-unlimited', '1', '1000', '1000.00', '2026-09-03', '2026-10-02'],
      ['b', 'group-members-2000', '2', '500', '1000.00', '2026-09-03', '2026-11-02'],
      ['0', 'trial', '1', '0', '0.00', '2026-09-04', undefined],
      ['r', 'group-members-2000', '-1', '250.5', '-250.50', undefined, undefined],
    ]);
    expect(rated).toMatchObject({
      currency: 'CNY',
      prepaid: '1749.50',
      postpaid: '0.00',
      total: '1749.50',
    });
    expect(rated.findings.map(({ code }) => code)).toEqual(['refund-differs']);
    expect(rated.lines.slice(2).map((line) => line.explanation)).toEqual([
      {
        en: 'Bought on 2026-09-04: 1 month × 0 = 0.00, valid from 2026-09-04 for ever',
        zh: '2026-09-04 购买，1 个月 × 0 = 0.00，有效期自 2026-09-04 起永久',
      },
      { en: 'Refund of 2026-09-20: −250.50', zh: '2026-09-20 退款：−250.50' },
    ]);
    expect(rateMonth(input({ purchases: purchases.toReversed() }))).toEqual(rated);
  });

  it('sorts orders of a moment by their ids, numbers as numbers', () => {
    const ids = ['b', 'B', 'é', '10', '9', '\u{1F600}', '\uFFFD'];
    const purchases = ids.map((id) => bought(id, 'pro', '2026-09-03'));
    const shown = rateMonth(input({ purchases })).lines.map((line) => line.order_id);
    expect(shown).toEqual(['9', '10', 'B', 'b', 'é', '\uFFFD', '\u{1F600}']);
  });

  it('takes nothing that is bought after the month into account', () => {
    const usage = used('avchatrooms', { '2026-09-30': '11' });
    const purchases = [bought('o1', 'pro', '2026-08-15')]; // until 09-14, grace until 09-21
    const rated = rateMonth(input({ usage, purchases }));
    const renewed = [
      ...purchases,
      bought('o2', 'pro', '2026-10-01'),
      bought('o3', 'nothing', '2026-10-01'),
    ];
    expect(rateMonth(input({ usage, purchases: renewed }))).toEqual(rated);
  });

  it('knows what was bought before the first book, and lets it last', () => {
    const usage = used('dau', { '2019-01-03': '150000' });
    const purchases = [bought('o1', 'pro', '2018-12-20')]; // until 2019-01-19
    const { total, findings } = rateMonth(input({ month: '2019-01', usage, purchases }));
    expect({ total, findings }).toEqual({ total: '10000.00', findings: [] });
  });

  it('refuses all orders that cannot be priced at once', () => {
    const purchases = [
      bought('o1', 'prro', '2026-09-03'),
      bought('o3', 'dau', '2020-01-01'),
      bought('o4', 'pro', '2026-09-04', 0),
      refunded('o5', 'pro', '2026-09-05', '-1'),
      refunded('o6', 'pro', '2026-09-05', 'much'),
      { ...bought('o7', 'pro', '2026-09-06'), kind: 'refund' as const },
    ];
    const sold =
      'trial, pro, avchatroom-unlimited, group-members-2000, group-members-6000, group-members-10000, groups-per-user-400, groups-per-user-700, groups-per-user-1000';
    const refused = new UserError(
      [
        `Order o3 of 2020-01-01 (app app): sku is "dau", which the price book tencent-im from 2018-12-27 does not sell; accepted: ${sold}`,
        'Order o1 of 2026-09-03 (app app): sku is "prro", which the price book tencent-im from 2018-12-27 does not sell; did you mean "pro"?',
        'Order o4 of 2026-09-04 (app app): months is 0; accepted: a whole number from 1 to 1200',
        'Order o5 of 2026-09-05 (app app): the refunded amount is "-1"; accepted: a decimal above 0, such as 499.50',
        'Order o6 of 2026-09-05 (app app): the refunded amount is "much"; accepted: a decimal above 0, such as 499.50',
        'Order o7 of 2026-09-06 (app app): the refunded amount is missing; accepted: a decimal above 0, such as 499.50',
        'Nothing was billed. Correct the purchases, or add what was sold to a price book.',
      ].join('\n'),
    );
    expect(() => rateMonth(input({ purchases }))).toThrow(refused);
  });
});

describe('rateMonth, books', () => {
  const dearer: PriceBook = {
    ...page,
    from: '2026-09-16',
    sha256: 'later',
    charges: page.charges.map((charge) => ({ ...charge, price: `${charge.price}0` })),
  };
  const usage = [
    ...used('dau', { '2026-09-20': '150000' }),
    ...used('bandwidth_domestic_mbps', {
      '2026-09-15': '100',
      '2026-09-16': '30',
      '2026-09-17': '40',
    }),
  ];

  it('price days by the book of the day, and months by that of the first', () => {
    const purchases = [bought('o0', 'pro', '2026-08-20')];
    const rated = rateMonth(input({ usage, purchases, books: [dearer, page] }));
    expect(rated.lines.map((line) => [line.sku, line.usage, line.unit_price, line.amount])).toEqual(
      [
        ['dau', '150000', '10000', '10000.00'],
        ['bandwidth-domestic', '100', '2', '200.00'],
        ['bandwidth-domestic', '70', '20', '1400.00'],
      ],
    );
    expect(rated.lines.map((line) => line.explanation.en).slice(1)).toEqual([
      'Daily values of 1 day with usage from 2026-09-01 to 2026-09-15 add up to 100 Mbps → 100 × 2 = 200.00',
      'Daily values of 2 days with usage from 2026-09-16 to 2026-09-30 add up to 70 Mbps → 70 × 20 = 1,400.00',
    ]);
    expect(rated.lines.map((line) => line.explanation.zh)[1]).toBe(
      '2026-09-01 至 2026-09-15，有用量的 1 天日用量合计 100 Mbps，100 × 2 = 200.00',
    );
    expect(rated.priceBooks.map(({ from }) => from)).toEqual(['2018-12-27', '2026-09-16']);
  });

  it('make one line where the price stays, however it is written', () => {
    const same = { ...page, from: '2026-09-16', sha256: 'later' };
    const written = same.charges.map((charge) => ({ ...charge, price: `${charge.price}.00` }));
    const rated = rateMonth(input({ usage, books: [page, { ...same, charges: written }] }));
    const lines = rated.lines.filter(({ sku }) => sku === 'bandwidth-domestic');
    expect(lines.map(({ quantity, amount }) => [quantity, amount])).toEqual([['170', '340.00']]);
    expect(rated.priceBooks).toHaveLength(2);
  });

  it('leave a month to the first one where a later one counts it in another way', () => {
    const monthly = page.charges.map((charge) =>
      charge.sku === 'bandwidth-domestic'
        ? { ...charge, month: { of: 'highest' as const }, priced_by: 'month' as const, price: '50' }
        : charge,
    );
    const before: PriceBook = { ...page, charges: monthly };
    const after: PriceBook = { ...page, from: '2026-09-16', sha256: 'later' };
    const figures = (books: PriceBook[]) =>
      linesOf({ usage, books }, 'bandwidth-domestic').map((line) => [line.quantity, line.amount]);
    expect(figures([before, after])).toEqual([['100', '5000.00']]);
    expect(
      figures([
        { ...after, from: '2018-12-27' },
        { ...before, from: '2026-09-16' },
      ]),
    ).toEqual([['170', '340.00']]);
  });

  it('name every range of days of a price that comes back', () => {
    const at = (price: string, from: string) => ({
      ...page,
      from,
      sha256: from,
      charges: page.charges.map((charge) => ({ ...charge, price })),
    });
    const books = [page, at('3', '2026-09-10'), at('2', '2026-09-11'), at('3', '2026-09-20')];
    const usage = used('bandwidth_domestic_mbps', { '2026-09-01': '7', '2026-09-10': '5' });
    const lines = (more: PriceBook[]) =>
      linesOf({ usage, books: [...books, ...more] }, 'bandwidth-domestic');
    expect(lines([]).map(({ explanation }) => explanation)).toEqual([
      {
        en: 'Daily values of 1 day with usage from 2026-09-01 to 2026-09-09 and from 2026-09-11 to 2026-09-19 add up to 7 Mbps → 7 × 2 = 14.00',
        zh: '2026-09-01 至 2026-09-09及2026-09-11 至 2026-09-19，有用量的 1 天日用量合计 7 Mbps，7 × 2 = 14.00',
      },
      {
        en: 'Daily values of 1 day with usage on 2026-09-10 and from 2026-09-20 to 2026-09-30 add up to 5 Mbps → 5 × 3 = 15.00',
        zh: '2026-09-10及2026-09-20 至 2026-09-30，有用量的 1 天日用量合计 5 Mbps，5 × 3 = 15.00',
      },
    ]);
    expect(lines([at('2', '2026-09-30')])[0]?.explanation.en).toContain(
      'from 2026-09-01 to 2026-09-09, from 2026-09-11 to 2026-09-19 and on 2026-09-30 add up to',
    );
  });

  it('price purchases on their day', () => {
    const items = page.items.map((item) => ({ ...item, price: '1.255' }));
    const books = [page, { ...page, items, from: '2026-09-16', sha256: 'later' }];
    const purchases = [bought('o1', 'pro', '2026-09-15', 2), bought('o2', 'pro', '2026-09-16')];
    const lines = rateMonth(input({ purchases, books })).lines;
    expect(lines.map(({ unit_price, amount }) => [unit_price, amount])).toEqual([
      ['999', '1998.00'],
      ['1.255', '1.26'],
    ]);
  });

  it('name a refunded item that is not sold any more', () => {
    const books = [
      page,
      { ...page, items: page.items.slice(0, 2), from: '2026-09-16', sha256: 'later' },
    ];
    const purchases = [refunded('r', 'group-members-2000', '2026-09-20', '500')];
    expect(rateMonth(input({ purchases, books })).lines).toMatchObject([
      { sku: 'group-members-2000', amount: '-500.00', title: { zh: '扩展群人数上限（2000人）' } },
    ]);
  });

  it('charge a new per-day price from its day on, and find the days before', () => {
    const international = {
      ...page.charges[1]!,
      sku: 'bandwidth-international',
      metric: 'bandwidth_international_mbps',
      price: '4',
    };
    const { unpriced: _, ...rest } = page;
    const after: PriceBook = {
      ...rest,
      from: '2026-09-16',
      charges: [...page.charges, international],
    };
    const usage = used('bandwidth_international_mbps', { '2026-09-15': '7', '2026-09-16': '5' });
    const rated = rateMonth(input({ usage, books: [page, after] }));
    expect(rated.lines.at(-1)).toMatchObject({
      sku: 'bandwidth-international',
      usage: '5',
      amount: '20.00',
    });
    expect(rated.findings.map(({ code, message }) => [code, message])).toEqual([
      [
        'bandwidth-international-unpriced',
        'bandwidth_international_mbps has no price on 1 day with usage from 2026-09-15 on, highest 7 Mbps on 2026-09-15; it is not charged. Agree on a price and add it to a price book',
      ],
    ]);
  });

  it('count the highest day from a given one on', () => {
    const charges = page.charges.map((charge) => ({
      ...charge,
      month: { of: 'highest_from_day' as const, day: 4 },
    }));
    const usage = used('groups', { '2026-09-03': '900000', '2026-09-04': '130000' });
    const [line] = linesOf({ usage, books: [{ ...page, charges }] }, 'groups');
    expect(line).toMatchObject({ usage: '130000', amount: '1000.00', peak_date: '2026-09-04' });
    expect(line?.explanation).toEqual({
      en: 'From day 4 of the month on, peak 130,000 groups on 2026-09-04 − 100,000 included = 30,000 → 1 started block of 100,000 × 1,000 = 1,000.00',
      zh: '自本月 4 日起，2026-09-04 达到峰值 130,000 个群组，减去免费额度 100,000 个群组后为 30,000 个群组，每 100,000 个群组计一档（不足一档按一档计），1 档 × 1,000 = 1,000.00',
    });
  });

  it('must begin before the month ends', () => {
    expect(() => rateMonth(input({ month: '2018-11', purchases: [] }))).toThrow(
      new UserError(
        'No book of the price list tencent-im is in force on 2018-11-30: its first book is from 2018-12-27.\n' +
          'Add an earlier book to the folder prices, or name another price_list.',
      ),
    );
  });

  it('price the month in which the list begins from the first book on', () => {
    const usage = [
      ...used('dau', { '2018-12-20': '900000', '2018-12-28': '150000' }),
      ...used('bandwidth_domestic_mbps', { '2018-12-26': '70', '2018-12-27': '30' }),
    ];
    const purchases = [bought('o1', 'pro', '2018-12-27')];
    const { lines, findings } = rateMonth(input({ month: '2018-12', usage, purchases }));
    expect(lines.map(({ sku, amount }) => `${sku} ${amount}`)).toEqual([
      'pro 999.00',
      'dau 10000.00', // 150,000 on the 28th
      'bandwidth-domestic 60.00', // 30 on the 27th × 2
    ]);
    expect(findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'usage-unpriced: bandwidth_domestic_mbps has no price on 1 day with usage from 2018-12-26 on, highest 70 Mbps on 2018-12-26; it is not charged. Agree on a price and add it to a price book',
      'usage-unpriced: dau has no price on 1 day with usage from 2018-12-20 on, highest 900,000 users on 2018-12-20; it is not charged. Agree on a price and add it to a price book',
    ]);
  });
});

describe('rateMonth, what is from before the list', () => {
  const month = '2018-12'; // the list begins on the 27th

  it.each(['2018-11-30', '2018-12-01', '2018-12-26'])(
    'prices no purchase of %s, and lets it last',
    (day) => {
      const usage = used('dau', { '2018-12-28': '150000' });
      const { lines, findings } = rateMonth(
        input({ month, usage, purchases: [bought('o1', 'pro', day, 2)] }),
      );
      expect(lines.map(({ sku, amount }) => [sku, amount])).toEqual([['dau', '10000.00']]);
      const message = `Order o1 bought pro on ${day}, before the first price book of tencent-im; it has no price and is not invoiced. The service itself is valid`;
      expect(findings).toMatchObject(
        day < '2018-12-01' ? [] : [{ code: 'order-unpriced', app_id: 'app', message }],
      );
    },
  );

  it('invoices refunds as recorded, and compares none with what nobody knows', () => {
    const refund = (id: string, day: string): Purchase => ({
      ...bought(id, 'pro', day),
      kind: 'refund',
      refundAmount: '5000',
    });
    const purchases = [bought('o1', 'pro', '2018-11-10'), refund('r1', '2018-12-20')];
    const { lines, findings } = rateMonth(input({ month, purchases }));
    expect(lines.map(({ order_id, amount }) => [order_id, amount])).toEqual([['r1', '-5000.00']]);
    expect(findings).toEqual([]);
    const later = rateMonth(
      input({ month: '2019-01', purchases: [...purchases, refund('r2', '2019-01-05')] }),
    );
    expect(later.lines.map(({ order_id, amount }) => [order_id, amount])).toEqual([
      ['r2', '-5000.00'],
    ]);
    expect(later.findings).toEqual([]);
  });

  it('speaks of usage that the first book lists as unpriced, and of no other metric without a price', () => {
    const usage = [
      ...used('bandwidth_international_mbps', { '2018-12-05': '7' }),
      ...used('avchatrooms', { '2018-12-05': '7' }),
    ];
    const purchases = [bought('o1', 'pro', '2018-12-27')];
    expect(
      rateMonth(input({ month, usage, purchases })).findings.map(({ message }) => message),
    ).toEqual([
      'bandwidth_international_mbps has no price on 1 day with usage from 2018-12-05 on, highest 7 Mbps on 2018-12-05; it is not charged. Agree on a price and add it to a price book',
    ]);
  });

  it('counts users of the month (mau) whole, which have no days', () => {
    const { included: _, block: __, blocks: ___, ...rest } = page.charges[0]!;
    const mau: PriceBook['charges'][number] = {
      ...rest,
      metric: 'mau',
      month: { of: 'distinct' },
      model: 'per_unit',
      price: '1',
    };
    const given = input({
      month,
      purchases: [bought('o1', 'pro', '2018-12-27')],
      usage: [],
      units: allUnits(),
      monthlyUsers: new Map([['app', '10']]),
    });
    const charged = rateMonth({ ...given, books: [{ ...page, charges: [mau] }] });
    expect(charged.lines.at(-1)).toMatchObject({ sku: 'dau', usage: '10', amount: '10.00' });
    const listed = { ...page, charges: [], unpriced: ['mau'] };
    expect(rateMonth({ ...given, books: [listed] }).findings.map(({ message }) => message)).toEqual(
      [
        'mau of 2018-12 (10 users) has no price; it is not charged. Agree on a price and add it to a price book',
      ],
    );
  });
});

describe('rateMonth, findings', () => {
  it('speaks of a last day without data whatever the latest value is', () => {
    const days = { '2026-09-02': '150000', '2026-09-20': '0' };
    const { findings } = rateMonth(input({ usage: used('groups', days) }));
    expect(findings.map(({ message }) => message)).toEqual([
      'groups charges the value of groups on 2026-09-30, but that day has no data; the latest value is 0 groups on 2026-09-20. Nothing is charged for it',
    ]);
  });

  it('speaks of history that no charge of the list is made for', () => {
    const roaming = [{ appId: 'app', from: '2026-09-03', extraMonths: 0, historyDays: 90 }];
    const found = (settings: RatingInput['roaming']) =>
      rateMonth(input({ roaming: settings })).findings.map(({ code, message }) => [code, message]);
    expect(found(roaming)).toEqual([
      [
        'setting-unpriced',
        'History is set to 90 days, but the price list has no charge for it; it is not charged. Agree on a price and add it to a price book',
      ],
    ]);
    expect(found(roaming.map((one) => ({ ...one, extraMonths: 3 })))).toEqual([]);
  });

  it('finds packs bought without an active plan', () => {
    const purchases = [
      bought('o1', 'pro', '2026-08-10'), // until 09-09
      bought('o2', 'group-members-2000', '2026-09-09'),
      bought('o3', 'group-members-2000', '2026-09-10'),
      bought('o4', 'avchatroom-unlimited', '2026-08-01'), // another month's
    ];
    const rated = rateMonth(input({ purchases }));
    expect(rated.total).toBe('1000.00');
    expect(rated.findings).toMatchObject([
      {
        code: 'pack-without-plan',
        app_id: 'app',
        message:
          'Order o3 bought Groups of up to 2000 members on 2026-09-10, when no Professional plan was active; it is invoiced as bought',
      },
      {
        code: 'pack-outlives-plan',
        app_id: 'app',
        message:
          'Groups of up to 2000 members of order o2 is valid until 2026-10-08, but needs Professional plan, and none was active or could be renewed on 2026-09-17 to 2026-09-30',
      },
    ]);
  });

  it('lets a plan of the same day count for a pack, in any order', () => {
    const purchases = [
      bought('a', 'group-members-2000', '2026-09-09'),
      bought('b', 'pro', '2026-09-09'),
    ];
    expect(rateMonth(input({ purchases })).findings).toEqual([]);
  });

  it('finds more users than the trial plan has accounts', () => {
    const messages = (users: string, purchases: Purchase[]) =>
      rateMonth(input({ purchases, units: allUnits(), monthlyUsers: new Map([['app', users]]) }))
        .findings;
    expect(messages('100', [])).toEqual([]);
    expect(messages('1234', [bought('o1', 'pro', '2026-09-30')])).toEqual([]);
    for (const purchases of [
      [],
      [bought('o1', 'trial', '2026-01-01')],
      [bought('o1', 'pro', '2026-01-01')],
    ])
      expect(messages('1234', purchases)).toMatchObject([
        {
          code: 'trial-accounts-exceeded',
          app_id: 'app',
          message:
            '1,234 users logged in during 2026-09; Trial plan allows 100 accounts; Professional plan would allow it, at 999.00 CNY a month',
        },
      ]);
  });

  it.each([
    ['10', '50', undefined],
    [
      '11',
      '50',
      '11 on 2026-09-02, Trial plan allows 10; Professional plan would allow it, at 999.00 CNY a month',
    ],
    [
      '10',
      '51',
      '51 on 2026-09-10, Professional plan allows 50; AV chat rooms without limit would allow it, at 1,000.00 CNY a month',
    ],
    [
      '12',
      '1000',
      '12 on 2026-09-02, Trial plan allows 10; highest: 1,000 on 2026-09-10, Professional plan allows 50; AV chat rooms without limit would allow it, at 1,000.00 CNY a month',
    ],
  ])('finds %s AV chat rooms before the plan and %s with it: %s', (before, withPlan, message) => {
    const usage = used('avchatrooms', {
      '2026-09-02': before,
      '2026-09-10': withPlan,
      '2026-09-20': '5000',
    });
    const purchases = [
      bought('o1', 'pro', '2026-09-10'),
      bought('o2', 'avchatroom-unlimited', '2026-09-20'),
    ];
    const findings = rateMonth(input({ usage, purchases })).findings;
    expect(findings).toMatchObject(
      message === undefined
        ? []
        : [{ code: 'avchatrooms-exceeded', app_id: 'app', message: `AV chat rooms: ${message}` }],
    );
  });

  it('leaves an app its rooms in the days of grace', () => {
    const purchases = [bought('o1', 'pro', '2026-08-10')]; // until 09-09, grace until 09-16
    const findings = (day: string) =>
      rateMonth(input({ purchases, usage: used('avchatrooms', { [day]: '50' }) })).findings;
    expect(findings('2026-09-16')).toEqual([]);
    expect(findings('2026-09-17').map(({ code }) => code)).toEqual(['avchatrooms-exceeded']);
  });

  it('finds international bandwidth, which has no price', () => {
    const usage = used('bandwidth_international_mbps', {
      '2026-09-04': '0',
      '2026-09-05': '300',
      '2026-09-08': '1500.5',
    });
    const rated = rateMonth(input({ usage }));
    expect(rated.lines.map(({ sku }) => sku)).toEqual(['pro']);
    expect(rated.findings).toMatchObject([
      {
        code: 'bandwidth-international-unpriced',
        app_id: 'app',
        message:
          'bandwidth_international_mbps has no price on 2 days with usage from 2026-09-05 on, highest 1,500.5 Mbps on 2026-09-08; it is not charged. Agree on a price and add it to a price book',
      },
    ]);
  });

  it('finds a last day without data where it alone decides', () => {
    const rated = rateMonth(
      input({ usage: used('groups', { '2026-09-28': '1', '2026-09-29': '200000' }) }),
    );
    expect(rated.lines.map(({ sku }) => sku)).toEqual(['pro']);
    expect(rated.findings).toMatchObject([
      {
        code: 'last-day-without-data',
        app_id: 'app',
        message:
          'groups charges the value of groups on 2026-09-30, but that day has no data; the latest value is 200,000 groups on 2026-09-29. Nothing is charged for it',
      },
    ]);
  });

  it('finds roaming settings of a day that differ', () => {
    const roaming = [1, 3].map((extraMonths) => ({
      appId: 'app',
      from: '2026-09-06',
      extraMonths,
    }));
    expect(rateMonth(input({ roaming })).findings).toMatchObject([
      {
        code: 'roaming-settings-differ',
        app_id: 'app',
        message:
          'Roaming has several settings from 2026-09-06 on: 1 and 3 extra months; the highest counts',
      },
    ]);
  });
});

describe('rateMonth, the customer', () => {
  it('has its apps in the order given, each with its own plans and usage', () => {
    const dau = used('dau', { '2026-09-18': '150000' })[0]!;
    const usage = ['a', 'b'].map((appId) => ({ ...dau, appId }));
    const purchases = [{ ...bought('o1', 'pro', '2026-09-01'), appId: 'a' }];
    const rated = rateMonth(input({ appIds: ['b', 'c', 'a'], usage, purchases }));
    expect(rated.lines.map((line) => [line.app_id, line.sku, line.amount])).toEqual([
      ['b', 'dau', '0.00'],
      ['a', 'pro', '999.00'],
      ['a', 'dau', '10000.00'],
    ]);
    expect(rated).toMatchObject({ prepaid: '999.00', postpaid: '10000.00', total: '10999.00' });
    expect(rated.findings.map(({ app_id, code }) => [app_id, code])).toEqual([
      ['b', 'usage-without-plan'],
      ['b', 'trial-accounts-exceeded'],
    ]);
    expect(rated.usage.map(({ app_id, metric }) => [app_id, metric])).toEqual([
      ['b', 'dau'],
      ['a', 'dau'],
    ]);
  });

  it('has a value or null for every day of each metric with data', () => {
    const usage = [
      ...used('groups', { '2026-09-30': '7' }),
      ...used('bandwidth_domestic_mbps', { '2026-09-02': '1' }, '3').map((day) => ({
        ...day,
        peakAt: '2026-09-02T20:05:00+08:00',
      })),
    ];
    const series = rateMonth(input({ usage })).usage;
    expect(series.map(({ metric, unit, days }) => [metric, unit, days.length])).toEqual([
      ['bandwidth_domestic_mbps', 'Mbps', 30],
      ['groups', 'groups', 30],
    ]);
    expect(series[0]?.days.slice(0, 3)).toEqual([
      { date: '2026-09-01', quantity: null },
      {
        date: '2026-09-02',
        quantity: '0.333333333',
        exact_quantity: '1/3',
        peak_at: '2026-09-02T20:05:00+08:00',
      },
      { date: '2026-09-03', quantity: null },
    ]);
    expect(series[1]?.days.at(-1)).toEqual({ date: '2026-09-30', quantity: '7' });
  });

  it('may have nothing at all', () => {
    expect(rateMonth(input({ purchases: [] }))).toEqual({
      currency: 'CNY',
      prepaid: '0.00',
      postpaid: '0.00',
      total: '0.00',
      lines: [],
      findings: [],
      services: [
        {
          app_id: 'app',
          plan: [{ from: '2026-09-01', until: '2026-09-30', state: 'none' }],
          plans: [],
          packs: [],
        },
      ],
      allowances: [],
      usage: [],
      priceBooks: [],
      contracts: [],
    });
  });

  it('is not billed what is not its own, or measured twice', () => {
    const [day] = used('dau', { '2026-09-18': '1' }) as [DailyUsage];
    const refused = (usage: DailyUsage[]) => () => rateMonth(input({ usage }));
    const what = (appId: string, date: string) => `The value of dau of app ${appId} on ${date}`;
    expect(refused([{ ...day, appId: 'x' }])).toThrow(
      new RangeError(`${what('x', '2026-09-18')} is of an app of somebody else`),
    );
    expect(refused([{ ...day, usageDate: '2026-10-01' }])).toThrow(
      new RangeError(`${what('app', '2026-10-01')} is not of 2026-09`),
    );
    expect(refused([day, day])).toThrow(
      new RangeError(`${what('app', '2026-09-18')} is given twice`),
    );
    expect(refused([{ ...day, numerator: '-1' }])).toThrow(
      new RangeError(`${what('app', '2026-09-18')} is below 0`),
    );
    expect(() =>
      rateMonth(input({ purchases: [{ ...bought('o', 'pro', '2026-09-01'), appId: 'x' }] })),
    ).toThrow(new RangeError('Purchases of app x, which is of somebody else'));
  });
});
