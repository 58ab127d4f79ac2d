import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, countDays } from '../calendar/billing-day.ts';
import { allUnits } from '../metrics/catalogue.ts';
import { explainRefund } from './explain-refund.ts';
import type { Order } from './orders.ts';
import { orderPaidBack, publishedRefund } from './published-refund.ts';
import { rateMonth } from './rate-month.ts';
import { findDifferingRefunds } from './refund-findings.ts';
import { centsOf, moneyText } from './testing/cents.ts';
import { bought, ordersFrom, pageBooks } from './testing/page-books.ts';
import type { Purchase } from './types.ts';

/** Pro, 999 a month: valid 2019-03-04 to 2019-04-03, 31 days. */
const pro = bought('pro', '2019-03-04');
const refund = (order: Purchase, boughtOn: string, refundAmount = '1'): Purchase => ({
  ...order,
  boughtOn,
  kind: 'refund',
  refundAmount,
});

function published(day: string, ...purchases: Purchase[]) {
  const orders = ordersFrom(...purchases);
  return publishedRefund(orders.find(({ purchase }) => purchase === purchases[0])!, day, orders);
}

describe('publishedRefund', () => {
  it.each([
    ['2019-03-04', '999.00', 'in_full'],
    ['2019-03-09', '999.00', 'in_full'],
    ['2019-03-10', '773.42', 'unused_days'], // 7 of 31 days used: 999 × 24 / 31 = 773.419…
    ['2019-04-02', '32.23', 'unused_days'], // 999 × 1 / 31 = 32.225…
    ['2019-04-03', '0.00', 'unused_days'],
  ])('on %s is %s (%s)', (day, amount, rule) => {
    expect(published(day, pro)).toMatchObject({ amount, rule, paid: '999.00' });
  });

  it('says which days were used', () => {
    expect(published('2019-03-10', pro)).toEqual({
      amount: '773.42',
      rule: 'unused_days',
      paid: '999.00',
      valid_from: '2019-03-04',
      valid_until: '2019-04-03',
      used_days: 7,
      days: 31,
      renewals: [],
    });
  });

  it.each([
    ['before the purchase', '2019-03-03', 'before_purchase'],
    ['after the last day', '2019-04-04', 'over'],
  ])('%s is none', (_, day, reason) => {
    expect(published(day, pro)).toBe(reason);
  });

  it('of an order that was refunded, or has no price, is none', () => {
    expect(published('2019-03-20', pro, refund(pro, '2019-03-10'))).toBe('refunded');
    expect(published('2018-09-10', bought('pro', '2018-09-01'))).toBe('unpriced');
  });

  it('is in full only once for a customer, and its shares are no such use', () => {
    const other = { ...bought('pro', '2019-02-01'), appId: 'other', orderId: 'o2' };
    const inFull = refund(other, '2019-02-03', '999');
    expect(published('2019-03-05', pro, other, inFull)).toMatchObject({ rule: 'unused_days' });
    const share = refund(other, '2019-02-03', '900');
    expect(published('2019-03-05', pro, other, share)).toMatchObject({ rule: 'in_full' });
    const late = refund(other, '2019-02-20', '999');
    expect(published('2019-03-05', pro, other, late)).toMatchObject({ rule: 'in_full' });
  });

  it('pays back a renewal that has not begun with its order, or alone', () => {
    const renewal = bought('pro', '2019-03-30', 2);
    // 27 of 31 days used: 999 × 4 / 31 = 128.903…, and 1,998.00
    expect(published('2019-03-30', pro, renewal)).toMatchObject({
      amount: '2126.90',
      renewals: [{ order_id: 'pro 2019-03-30', paid: '1998.00' }],
    });
    expect(published('2019-03-31', renewal, pro)).toMatchObject({
      amount: '1998.00',
      rule: 'not_begun',
    });
    // Valid 2019-04-04 to 2019-06-03, 61 days. A renewal is not new.
    expect(published('2019-04-04', renewal, pro)).toMatchObject({
      amount: '1965.25', // 1998 × 60 / 61 = 1965.245…
      rule: 'unused_days',
    });
  });

  it('is what whole cents and days give', () => {
    const drawn = fc.record({
      start: fc.integer({ min: 0, max: 200 }),
      months: fc.integer({ min: 1, max: 14 }),
      used: fc.integer({ min: 6, max: 500 }),
    });
    fc.assert(
      fc.property(drawn, ({ start, months, used }) => {
        const first = addDays('2019-01-01', start);
        const day = addDays(first, used);
        const order = bought('pro', first, months);
        const found = published(day, order);
        if (found === 'over') return;
        if (typeof found === 'string') throw new Error(found);
        const days = BigInt(countDays(first, found.valid_until!));
        const left = days - BigInt(used + 1);
        const paid = centsOf(found.paid);
        expect(paid).toBe(BigInt(months) * 99900n);
        expect(found.amount).toBe(moneyText((2n * paid * left + days) / (2n * days)));
      }),
    );
  });
});

describe('orderPaidBack', () => {
  const idOf = (order: Order | undefined) => order?.purchase.orderId;

  it('is the order with the id, or the one that is valid on the day', () => {
    const second = bought('pro', '2019-06-01');
    const own = { ...refund(second, '2019-06-10'), orderId: 'r1' };
    const orders = ordersFrom(pro, second, refund(pro, '2019-06-09'), own);
    const refunds = orders.filter(({ purchase }) => purchase.kind === 'refund');
    expect(refunds.map((one) => idOf(orderPaidBack(one, orders.slice(0, 2))))).toEqual([
      'pro 2019-03-04',
      'pro 2019-06-01',
    ]);
    const [none] = ordersFrom({ ...refund(pro, '2019-05-05'), orderId: 'r2' });
    expect(orderPaidBack(none!, ordersFrom(pro))).toBe(undefined);
  });
});

describe('findDifferingRefunds', () => {
  it('names both amounts and the arithmetic, for the operator only', () => {
    const renewal = bought('pro', '2019-03-30', 2);
    const orders = ordersFrom(pro, renewal, refund(pro, '2019-03-31', '500'));
    expect(findDifferingRefunds(orders, () => true)).toMatchObject([
      {
        code: 'refund-differs',
        app_id: 'app',
        audience: 'internal',
        message:
          'Order pro 2019-03-04 of 2019-03-31 refunds 500 for pro; by the published rule it would be 2,094.68 (999.00 × 3 of 31 days unused + 1,998.00 of renewal pro 2019-03-30). It is invoiced as recorded',
      },
    ]);
    expect(findDifferingRefunds(orders, () => false)).toEqual([]);
  });

  it('leaves out renewals of another customer, which have a row of their own', () => {
    const renewal = bought('pro', '2019-03-30', 2);
    const rows = (ofPro: string, ofRenewal: string) => [
      pro,
      renewal,
      refund(pro, '2019-03-31', ofPro),
      refund(renewal, '2019-03-31', ofRenewal),
    ];
    // Seen from the customer of one of the orders, the other one is billed to another customer.
    const found = (own: Purchase, purchases: readonly Purchase[]) =>
      findDifferingRefunds(
        ordersFrom(...purchases).map((order) => {
          const isOther = order.purchase.orderId !== own.orderId;
          const { purchase } = order;
          return isOther ? { ...order, purchase: { ...purchase, otherList: 'other' } } : order;
        }),
        () => true,
      ).map(({ message }) => message);
    for (const own of [pro, renewal]) expect(found(own, rows('96.68', '1998.00'))).toEqual([]);
    expect(found(pro, rows('2094.68', '1998.00'))).toEqual([
      'Order pro 2019-03-04 of 2019-03-31 refunds 2,094.68 for pro; by the published rule it would be 96.68 (999.00 × 3 of 31 days unused). Renewals of other customers end too, and the refund of each needs a row of its own: pro 2019-03-30. It is invoiced as recorded',
    ]);
    expect(found(renewal, rows('96.68', '5.00'))).toEqual([
      'Order pro 2019-03-30 of 2019-03-31 refunds 5.00 for pro; by the published rule it would be 1,998.00 (1,998.00 in full, not begun). It is invoiced as recorded',
    ]);
  });

  it('is silent about the published amount, credits, and refunds without an order', () => {
    const credit: Purchase = { ...refund(pro, '2019-03-10', '5'), kind: 'credit' };
    const exact = refund(pro, '2019-03-10', '773.420');
    expect(findDifferingRefunds(ordersFrom(pro, credit, exact), () => true)).toEqual([]);
    expect(findDifferingRefunds(ordersFrom(refund(pro, '2019-03-10')), () => true)).toEqual([]);
  });
});

describe('a refund of the plan', () => {
  const dau = (month: string) => ({
    appId: 'app',
    metric: 'dau',
    usageDate: `${month}-25`,
    numerator: '150000',
    denominator: '1',
  });
  const usageOf = (month: string, ...purchases: Purchase[]) => {
    const { lines, findings } = rateMonth({
      month,
      appIds: ['app'],
      usage: [dau(month)],
      units: allUnits(),
      monthlyUsers: new Map(),
      purchases,
      roaming: [],
      books: pageBooks,
    });
    const amount = lines.find(({ sku }) => sku === 'dau')?.amount;
    return [amount, findings.some(({ code }) => code === 'usage-without-plan')];
  };
  const long = bought('pro', '2019-03-04', 6);

  it('leaves usage of its month owed, also of later days, and none from the month after', () => {
    const stopped = [long, refund(long, '2019-03-20', '4999.00')];
    expect(usageOf('2019-03', ...stopped)).toEqual(['10000.00', false]);
    expect(usageOf('2019-04', ...stopped)).toEqual(['0.00', true]);
  });

  it('as a credit keeps the plan, and so the usage of later months', () => {
    const credit: Purchase = { ...refund(long, '2019-03-20', '4999.00'), kind: 'credit' };
    expect(usageOf('2019-04', long, credit)).toEqual(['10000.00', false]);
  });
});

describe('explainRefund', () => {
  it.each([
    ['2019-03-05', '999.00 in full, within 5 days', '5 天内全额 999.00'],
    ['2019-03-10', '999.00 × 24 of 31 days unused', '999.00 × 未使用 24 天 / 共 31 天'],
  ])('on %s says %s', (day, en, zh) => {
    expect(
      explainRefund(published(day, pro) as Exclude<ReturnType<typeof published>, string>),
    ).toEqual({ en, zh });
  });
});
