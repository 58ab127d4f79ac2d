import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import { Quantity } from '../money/quantity.ts';
import type { AppUsage } from './allowances.ts';
import { appServices } from './app-services.ts';
import { findPacksOutlivingPlan, findUsageWhileSuspended } from './service-findings.ts';
import { bought, pageBooks, servicesFrom } from './testing/page-books.ts';
import type { Purchase } from './types.ts';

const month = '2019-03';

function app(purchases: readonly Purchase[], usage: Record<string, Record<string, string>> = {}) {
  const values = new Map(
    Object.entries(usage).map(([metric, days]) => [
      metric,
      new Map(
        Object.entries(days).map(([day, text]) => [day, { quantity: Quantity.of(text) }] as const),
      ),
    ]),
  );
  const services = servicesFrom(...purchases);
  const of = { appId: 'app', services, books: pageBooks, month, values, units: allUnits() };
  return of as unknown as AppUsage;
}

const pro = bought('pro', '2019-02-10'); // to 03-09, to be renewed to 03-16

describe('findUsageWhileSuspended', () => {
  function found(purchases: readonly Purchase[], usage: Record<string, Record<string, string>>) {
    const of = app(purchases, usage);
    return findUsageWhileSuspended(appServices('app', of.services, pageBooks, month), of);
  }

  it('finds usage after the days to renew, the highest of it, and none before', () => {
    const usage = {
      dau: { '2019-03-16': '500', '2019-03-30': '20', '2019-03-17': '1', '2019-03-18': '0' },
      bandwidth_domestic_mbps: { '2019-03-17': '1.5' },
      groups: { '2019-03-31': '9' },
    };
    const over = 'Professional plan ended on 2019-03-09 and could be renewed until 2019-03-16;';
    expect(found([pro], usage)).toMatchObject([
      {
        code: 'usage-while-suspended',
        app_id: 'app',
        message: `${over} Daily users: usage continued without a plan on 2 days from 2019-03-17 on, highest 20 users on 2019-03-30`,
      },
      {
        code: 'usage-while-suspended',
        app_id: 'app',
        message: `${over} Peak bandwidth, domestic: usage continued without a plan on 1 day from 2019-03-17 on, highest 1.5 Mbps on 2019-03-17`,
      },
    ]);
  });

  it('finds usage after the day on which the plan was paid back, also once the app is released', () => {
    const refund: Purchase = {
      ...bought('pro', '2019-03-02'),
      orderId: 'R',
      kind: 'refund',
      refundAmount: '500',
    };
    const [finding] = found([pro, refund], { dau: { '2019-03-02': '9', '2019-03-03': '5' } });
    expect(finding?.message).toBe(
      'Professional plan was refunded and ended on 2019-03-02; Daily users: usage continued without a plan on 1 day from 2019-03-03 on, highest 5 users on 2019-03-03',
    );
    const longAgo = [bought('pro', '2018-10-01'), bought('pro', '2019-03-20')];
    const of = appServices('app', servicesFrom(...longAgo), pageBooks, month);
    expect(of.plan.map(({ state }) => state)).toEqual(['released', 'active']);
    expect(found(longAgo, { dau: { '2019-03-19': '5' } })).toHaveLength(1);
  });

  it('leaves it to another finding where no plan was active all month, or none ever', () => {
    const usage = { dau: { '2019-03-20': '5' } };
    expect(found([bought('pro', '2019-01-10')], usage)).toEqual([]);
    expect(found([], usage)).toEqual([]);
    expect(found([bought('pro', '2019-03-25')], usage)).toEqual([]);
  });
});

describe('findPacksOutlivingPlan', () => {
  function found(...purchases: Purchase[]) {
    const of = app(purchases);
    return findPacksOutlivingPlan(appServices('app', of.services, pageBooks, month), of);
  }

  it('finds the days on which a pack was of no use, for want of its plan', () => {
    expect(found(pro, bought('group-members-2000', '2019-03-09', 2))).toMatchObject([
      {
        code: 'pack-outlives-plan',
        app_id: 'app',
        message:
          'Groups of up to 2000 members of order group-members-2000 2019-03-09 is valid until 2019-05-08, but needs Professional plan, and none was active or could be renewed on 2019-03-17 to 2019-03-31',
      },
    ]);
    const again = found(
      pro,
      bought('pro', '2019-03-18'),
      bought('group-members-2000', '2019-03-09'),
    );
    expect(again.map(({ message }) => message.split('renewed on ')[1])).toEqual(['2019-03-17']);
  });

  it('tells each order of its own days', () => {
    const plans = [bought('pro', '2019-02-01'), bought('pro', '2019-03-20')]; // to 02-28, grace to 03-07
    const packs = [
      bought('group-members-2000', '2019-02-10'), // to 03-09
      bought('group-members-2000', '2019-02-20', 1), // to 04-09
    ];
    expect(found(...plans, ...packs).map(({ message }) => message)).toEqual([
      'Groups of up to 2000 members of order group-members-2000 2019-02-10 is valid until 2019-03-09, but needs Professional plan, and none was active or could be renewed on 2019-03-08 to 2019-03-09',
      'Groups of up to 2000 members of order group-members-2000 2019-02-20 is valid until 2019-04-09, but needs Professional plan, and none was active or could be renewed on 2019-03-10 to 2019-03-19',
    ]);
  });

  it('finds a pack that a later book sells to other plans only, though it was bought with its plan', () => {
    const late = { ...app([]), month: '2020-01' };
    const services = servicesFrom(
      bought('pro', '2019-12-20'),
      bought('group-members-6000', '2019-12-20'),
    );
    const [page] = pageBooks.filter(({ from }) => from === '2019-12-27');
    const items = page!.items.map((item) =>
      item.sku === 'group-members-6000' ? { ...item, requires: ['flagship'] } : item,
    );
    const books = [...pageBooks.filter((book) => book !== page), { ...page!, items }];
    const of = { ...late, services, books };
    const [finding] = findPacksOutlivingPlan(appServices('app', services, books, '2020-01'), of);
    expect(finding?.message).toMatch(/needs Flagship plan, .* on 2020-01-01 to 2020-01-19$/);
  });

  it('finds nothing while the plan runs or can be renewed, nor a pack bought without one', () => {
    expect(found(pro, bought('group-members-2000', '2019-02-12'))).toEqual([]);
    expect(found(bought('group-members-2000', '2019-03-09'))).toEqual([]);
  });
});
