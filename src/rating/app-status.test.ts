import { describe, expect, it } from 'vitest';
import { statusOfApp } from './app-status.ts';
import { bought, pageBooks } from './testing/page-books.ts';
import type { Purchase } from './types.ts';

const pro = bought('pro', '2019-02-12');
const refund: Purchase = {
  ...bought('pro', '2019-04-20'),
  orderId: 'R',
  kind: 'refund',
  refundAmount: '99.5',
};

describe('statusOfApp', () => {
  it('tells the life of plan and packs from the first purchase on', () => {
    const purchases = [
      bought('group-members-2000', '2019-03-01'),
      refund,
      pro,
      { ...bought('pro', '2019-03-11', 2), orderId: 'ahead' },
    ];
    const status = statusOfApp(purchases, pageBooks, '2019-02-28');
    const first = { sku: 'pro', order_id: 'pro 2019-02-12' };
    const ahead = { sku: 'pro', order_id: 'ahead' };
    const pack = { order_id: 'group-members-2000 2019-03-01' };
    expect(status).toEqual({
      on: '2019-02-28',
      currency: 'CNY',
      state: 'active',
      ...first,
      valid_until: '2019-04-20',
      plan: [
        { from: '2019-02-12', until: '2019-03-11', state: 'active', ...first },
        // Paid to 05-11, and paid back on 04-20: no days to renew, and released after 90 days.
        { from: '2019-03-12', until: '2019-04-20', state: 'active', ...ahead },
        { from: '2019-04-21', until: '2019-07-19', state: 'suspended', ...ahead },
        { from: '2019-07-20', until: null, state: 'released', ...ahead },
      ],
      packs: [
        {
          sku: 'group-members-2000',
          state: 'none',
          days: [
            { from: '2019-03-01', until: '2019-03-31', state: 'active', ...pack },
            { from: '2019-04-01', until: '2019-04-07', state: 'grace', ...pack },
            { from: '2019-04-08', until: null, state: 'suspended', ...pack },
          ],
        },
      ],
      orders: [
        {
          day: '2019-02-12',
          order_id: 'pro 2019-02-12',
          kind: 'purchase',
          sku: 'pro',
          months: '1',
          amount: '999.00',
          valid_from: '2019-02-12',
          valid_until: '2019-03-11',
        },
        {
          day: '2019-03-01',
          order_id: 'group-members-2000 2019-03-01',
          kind: 'purchase',
          sku: 'group-members-2000',
          months: '1',
          amount: '500.00',
          valid_from: '2019-03-01',
          valid_until: '2019-03-31',
        },
        {
          day: '2019-03-11',
          order_id: 'ahead',
          kind: 'purchase',
          sku: 'pro',
          months: '2',
          amount: '1998.00',
          valid_from: '2019-03-12',
          valid_until: '2019-05-11',
        },
        { day: '2019-04-20', order_id: 'R', kind: 'refund', sku: 'pro', amount: '-99.50' },
      ],
      allowed: [
        { of: 'accounts', most: 'unlimited', by: 'pro' },
        { of: 'avchatrooms', most: '50', by: 'pro' },
        { of: 'group_members', most: '200', by: 'pro' },
        { of: 'friends_per_user', most: '1000', by: 'pro' },
        { of: 'groups_per_user', most: '200', by: 'pro' },
      ],
    });
    expect(statusOfApp(purchases.toReversed(), pageBooks, '2019-02-28')).toEqual(status);
  });

  it.each([
    ['2019-02-11', { state: 'none' }],
    ['2019-03-18', { state: 'grace', valid_until: '2019-03-11', renew_until: '2019-03-18' }],
    ['2019-03-19', { state: 'suspended', valid_until: '2019-03-11' }],
  ])('stands on %s as it did', (on, { state, ...days }) => {
    const status = statusOfApp([pro], pageBooks, on);
    const { valid_until, renew_until } = status;
    expect(status.state).toBe(state);
    expect({ valid_until, renew_until }).toEqual({
      valid_until: undefined,
      renew_until: undefined,
      ...days,
    });
  });

  it('has a plan for ever, and nothing for an app that bought nothing', () => {
    const trial = statusOfApp([bought('trial', '2019-02-12')], pageBooks, '2019-02-12');
    expect(trial.plan).toEqual([
      {
        from: '2019-02-12',
        until: null,
        state: 'active',
        sku: 'trial',
        order_id: 'trial 2019-02-12',
      },
    ]);
    expect(trial.orders[0]).not.toHaveProperty('valid_until');
    const { plan, packs, orders } = statusOfApp([], pageBooks, '2019-02-12');
    expect([plan, packs, orders]).toEqual([[], [], []]);
  });

  it('gives no amount for what was bought before the first book, and says how long it lasts', () => {
    const { orders, state } = statusOfApp([bought('pro', '2018-09-01')], pageBooks, '2018-09-20');
    expect(state).toBe('active');
    expect(orders).toEqual([
      {
        day: '2018-09-01',
        order_id: 'pro 2018-09-01',
        kind: 'purchase',
        sku: 'pro',
        months: '1',
        valid_from: '2018-09-01',
        valid_until: '2018-09-30',
      },
    ]);
  });

  it('refuses orders that cannot be priced', () => {
    expect(() => statusOfApp([bought('prro', '2019-02-12')], pageBooks, '2019-02-12')).toThrow(
      'Order prro 2019-02-12 of 2019-02-12 (app app): sku is "prro", which the price book tencent-im-2019 from 2019-01-29 does not sell; did you mean "pro"?',
    );
  });
});
