import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../calendar/billing-day.ts';
import { daysOfMonth } from '../calendar/month.ts';
import { lastValidDay } from '../calendar/natural-month.ts';
import { appServices, paidUntil } from './app-services.ts';
import { bought, pageBooks, servicesFrom } from './testing/page-books.ts';
import type { Purchase } from './types.ts';

function services(month: string, ...purchases: Purchase[]) {
  return appServices('app', servicesFrom(...purchases), pageBooks, month);
}

describe('appServices', () => {
  it('is one run of days without a plan for an app that bought nothing', () => {
    expect(services('2019-02')).toEqual({
      app_id: 'app',
      plan: [{ from: '2019-02-01', until: '2019-02-28', state: 'none' }],
      plans: [],
      packs: [],
    });
  });

  it('has every state of the month, with the order that it is by', () => {
    const month = services(
      '2019-03',
      bought('pro', '2019-01-26'),
      bought('pro', '2019-03-20'),
      bought('groups-per-user-400', '2019-02-10'),
      bought('group-members-2000', '2019-03-20'),
      bought('avchatroom-unlimited', '2019-01-26'), // to 02-25, its grace to 03-04
      bought('group-members-6000', '2019-01-26', 1),
    );
    const pro = { sku: 'pro', order_id: 'pro 2019-01-26' };
    const late = { sku: 'pro', order_id: 'pro 2019-03-20' };
    expect(month).toEqual({
      app_id: 'app',
      valid_until: '2019-04-19',
      renew_until: '2019-04-26',
      plan: [
        { from: '2019-03-01', until: '2019-03-04', state: 'grace', ...pro },
        { from: '2019-03-05', until: '2019-03-19', state: 'suspended', ...pro },
        { from: '2019-03-20', until: '2019-03-31', state: 'active', ...late },
      ],
      plans: [{ sku: 'pro', title: { en: 'Professional plan', zh: 'IM 套餐包-专业版' } }],
      packs: [
        {
          sku: 'avchatroom-unlimited',
          title: { en: 'AV chat rooms without limit', zh: 'IM 音视频聊天室（不设创建个数限制）' },
          days: [
            pack('2019-03-01', '2019-03-04', 'grace', 'avchatroom-unlimited 2019-01-26'),
            pack('2019-03-05', '2019-03-31', 'suspended', 'avchatroom-unlimited 2019-01-26'),
          ],
        },
        {
          sku: 'group-members-2000',
          title: { en: 'Groups of up to 2000 members', zh: '扩展群人数上限（2000人）' },
          days: [
            { from: '2019-03-01', until: '2019-03-19', state: 'none' },
            pack('2019-03-20', '2019-03-31', 'active', 'group-members-2000 2019-03-20'),
          ],
        },
        {
          sku: 'group-members-6000',
          title: { en: 'Groups of up to 6000 members', zh: '扩展群人数上限（6000人）' },
          days: [
            pack('2019-03-01', '2019-03-04', 'grace', 'group-members-6000 2019-01-26'),
            pack('2019-03-05', '2019-03-31', 'suspended', 'group-members-6000 2019-01-26'),
          ],
        },
        {
          sku: 'groups-per-user-400',
          title: { en: 'Up to 400 groups a user', zh: '单人可创建与加入群总数上限（400个群/人）' },
          days: [
            pack('2019-03-01', '2019-03-04', 'active', 'groups-per-user-400 2019-02-10'),
            pack('2019-03-05', '2019-03-09', 'idle', 'groups-per-user-400 2019-02-10'),
            pack('2019-03-10', '2019-03-16', 'grace', 'groups-per-user-400 2019-02-10'),
            pack('2019-03-17', '2019-03-31', 'suspended', 'groups-per-user-400 2019-02-10'),
          ],
        },
      ],
    });
  });

  it('splits the days of a month between the orders that paid them', () => {
    const { plan, ...rest } = services('2019-02', bought('pro', '2019-01-15'), {
      ...bought('pro', '2019-02-01', 2),
      orderId: 'ahead',
    });
    expect(plan.map(({ from, until, order_id }) => [from, until, order_id])).toEqual([
      ['2019-02-01', '2019-02-14', 'pro 2019-01-15'],
      ['2019-02-15', '2019-02-28', 'ahead'],
    ]);
    expect(rest).toMatchObject({ valid_until: '2019-04-14', renew_until: '2019-04-21' });
  });

  it('leaves packs out that were over before the month, or are valid after it only', () => {
    const { packs } = services(
      '2019-03',
      bought('pro', '2019-01-01', 12),
      bought('group-members-2000', '2019-01-01'),
    );
    expect(packs).toEqual([]);
  });

  it('is paid for without an end by a plan for ever', () => {
    const month = services('2019-03', bought('trial', '2019-01-01'));
    expect(Object.keys(month)).toEqual(['app_id', 'plan', 'plans', 'packs']);
  });

  it('agrees on every day with a count of days from the words of the page', () => {
    const day = fc.integer({ min: 0, max: 130 }).map((days) => addDays('2019-01-25', days));
    const purchases = fc.array(fc.tuple(day, fc.integer({ min: 1, max: 2 })), { maxLength: 5 });
    fc.assert(
      fc.property(purchases, (list) => {
        const orders = list.map(([on, months], index) => ({
          ...bought('pro', on, months),
          orderId: `o${index}`,
        }));
        const states = statesByCounting(list);
        for (const month of ['2019-02', '2019-04', '2019-06', '2019-09']) {
          const { plan } = services(month, ...orders);
          const shown = plan.flatMap(({ from, until, state }) => daysFrom(from, until, state));
          expect(shown).toEqual(daysOfMonth(month).map((on) => `${on} ${states(on)}`));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('paidUntil', () => {
  it('goes on over plans of the family that overlap or follow each other', () => {
    const purchases = servicesFrom(
      bought('pro', '2020-01-01'), // to 01-31
      bought('flagship', '2020-01-10'), // to 02-09
      bought('pro', '2020-01-20', 2), // to 03-31
    );
    const paid = { valid_until: '2020-03-31' };
    expect(paidUntil(purchases, '2020-01-05')).toEqual({ ...paid, renew_until: '2020-04-07' });
    expect(paidUntil(purchases, '2020-06-01')).toEqual(paid);
    expect(paidUntil([], '2020-06-01')).toEqual({});
  });
});

function pack(from: string, until: string, state: string, order_id: string) {
  return { from, until, state, order_id };
}

function daysFrom(from: string, until: string, state: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) days.push(`${day} ${state}`);
  return days;
}

/** Walks through all days: on each, what is bought is added to the row or starts a new one. */
function statesByCounting(list: readonly (readonly [string, number])[]): (day: string) => string {
  const states = new Map<string, string>();
  const firsts: { first: string; months: number }[] = [];
  for (const [on, months] of list.toSorted((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const row = firsts.at(-1);
    if (row !== undefined && on <= addDays(lastValidDay(row.first, row.months), 7))
      row.months += months;
    else firsts.push({ first: on, months });
  }
  for (const { first, months } of firsts) {
    const end = lastValidDay(first, months);
    for (let day = first; day <= end; day = addDays(day, 1)) states.set(day, 'active');
    for (let count = 1; count <= 7; count++) {
      const day = addDays(end, count);
      if (!states.has(day)) states.set(day, 'grace');
    }
  }
  for (let count = 0, day = firsts[0]?.first; day !== undefined && day < '2020-01-01'; ) {
    count = states.has(day) ? 0 : count + 1;
    if (count > 0) states.set(day, count > 90 ? 'released' : 'suspended');
    day = addDays(day, 1);
  }
  return (day) => states.get(day) ?? 'none';
}
