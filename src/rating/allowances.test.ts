import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import { Quantity } from '../money/quantity.ts';
import { findExceededAllowances } from './allowance-findings.ts';
import { type AppUsage, allowancesOf } from './allowances.ts';
import { bought, pageBooks, servicesFrom } from './testing/page-books.ts';

function app(parts: Partial<AppUsage> = {}): AppUsage {
  return {
    appId: 'app',
    services: servicesFrom(bought('pro', '2019-02-01')),
    books: pageBooks,
    month: '2019-02',
    values: new Map(),
    units: allUnits(),
    monthlyUsers: undefined,
    ...parts,
  };
}

function values(metric: string, days: Record<string, string>): AppUsage['values'] {
  const byDay = Object.entries(days).map(([day, text]) => {
    return [day, { quantity: Quantity.of(text) }] as const;
  });
  return new Map([[metric, new Map(byDay)]]);
}

function one(name: string, parts: Partial<AppUsage>) {
  const { app_id: _, of: __, ...rest } = allowancesOf(app(parts)).find((row) => row.of === name)!;
  return rest;
}

function messages(parts: Partial<AppUsage>): string[][] {
  const of = app(parts);
  return findExceededAllowances(allowancesOf(of), of).map(({ code, message }) => [code, message]);
}

const all = { from: '2019-02-01', until: '2019-02-28' };

describe('allowancesOf', () => {
  it('shows what plans and packs allow, also of what usage does not tell', () => {
    const services = servicesFrom(
      bought('pro', '2019-02-01'),
      bought('group-members-10000', '2019-02-15'),
    );
    expect(allowancesOf(app({ services }))).toEqual([
      row('accounts', 'at_least', [{ ...all, most: 'unlimited', by: 'pro' }]),
      row('avchatrooms', 'daily', [{ ...all, most: '50', by: 'pro' }]),
      row('group_members', 'no', [
        { from: '2019-02-01', until: '2019-02-14', most: '200', by: 'pro' },
        { from: '2019-02-15', until: '2019-02-28', most: '10000', by: 'group-members-10000' },
      ]),
      row('large_groups', 'no', [
        { from: '2019-02-01', until: '2019-02-14', most: 'not_stated', by: 'pro' },
        { from: '2019-02-15', until: '2019-02-28', most: '10', by: 'group-members-10000' },
      ]),
      row('friends_per_user', 'no', [{ ...all, most: '1000', by: 'pro' }]),
      row('groups_per_user', 'no', [{ ...all, most: '200', by: 'pro' }]),
    ]);
  });

  it('has the highest AV chat rooms, and the first day above what was allowed on it', () => {
    const days = { '2019-02-03': '51', '2019-02-09': '60', '2019-02-10': '60', '2019-02-20': '50' };
    expect(one('avchatrooms', { values: values('avchatrooms', days) })).toEqual({
      allowed: [{ ...all, most: '50', by: 'pro' }],
      observable: 'daily',
      observed: { quantity: '60', date: '2019-02-09' },
      exceeded: {
        from: '2019-02-03',
        quantity: '60',
        date: '2019-02-09',
        most: '50',
        by: 'pro',
        remedy: { skus: ['avchatroom-unlimited'], price: '1000.00' },
      },
    });
  });

  it('takes the most that is known of accounts: the users of the month, or of its highest day', () => {
    const days = values('dau', { '2019-02-03': '40', '2019-02-09': '70' });
    const observed = (users: string | undefined) =>
      one('accounts', { values: days, units: allUnits(), monthlyUsers: users }).observed;
    expect(observed('90')).toEqual({ quantity: '90' });
    expect(observed('60')).toEqual({ quantity: '70', date: '2019-02-09' });
    expect(observed(undefined)).toEqual({ quantity: '70', date: '2019-02-09' });
  });

  it('compares each day with what that day allows: the highest day may be within it', () => {
    const services = servicesFrom(
      bought('pro', '2019-02-01'),
      bought('avchatroom-unlimited', '2019-02-10'),
    );
    const days = { '2019-02-09': '51', '2019-02-10': '5000' };
    expect(one('avchatrooms', { services, values: values('avchatrooms', days) })).toMatchObject({
      observed: { quantity: '5000', date: '2019-02-10' },
      exceeded: { from: '2019-02-09', quantity: '51', date: '2019-02-09' },
    });
  });

  it('takes the users of the month as the least that there are accounts', () => {
    const parts = {
      services: [],
      monthlyUsers: '101',
      values: values('dau', { '2019-02-04': '99' }),
    };
    expect(one('accounts', parts)).toEqual({
      allowed: [{ ...all, most: '100', by: 'trial' }],
      observable: 'at_least',
      observed: { quantity: '101' },
      exceeded: {
        quantity: '101',
        most: '100',
        by: 'trial',
        remedy: { skus: ['pro'], price: '999.00' },
      },
    });
    expect(one('accounts', { ...parts, monthlyUsers: '100' })).not.toHaveProperty('exceeded');
  });

  it('takes the highest day where logins were counted elsewhere', () => {
    const days = { '2019-02-04': '150', '2019-02-05': '101', '2019-02-03': '100' };
    expect(one('accounts', { services: [], values: values('dau', days) })).toMatchObject({
      observed: { quantity: '150', date: '2019-02-04' },
      exceeded: { from: '2019-02-04', quantity: '150', date: '2019-02-04' },
    });
  });

  it('passes over days before the list begins, and what no plan states', () => {
    const rows = allowancesOf(
      app({ month: '2018-09', services: servicesFrom(bought('pro', '2018-09-20')) }),
    );
    expect(rows.map(({ of: name, allowed }) => [name, allowed[0]])).toContainEqual([
      'accounts',
      { from: '2018-09-14', until: '2018-09-19', most: 'not_stated', by: '' },
    ]);
    // AV chat rooms are limited from 2018-10-24 on
    const starter = { month: '2018-10', services: servicesFrom(bought('starter', '2018-10-01')) };
    expect(
      allowancesOf(app(starter)).map(({ of: name, allowed }) => [
        name,
        allowed.map(({ from, most }) => `${from} ${most}`),
      ]),
    ).toEqual([
      ['accounts', ['2018-10-01 100']],
      ['avchatrooms', ['2018-10-01 not_stated', '2018-10-24 10']],
      ['group_members', ['2018-10-01 20']],
      ['friends_per_user', ['2018-10-01 20']],
      ['groups_per_user', ['2018-10-01 50']],
    ]);
  });

  it('says nothing of an app that neither bought nor used anything', () => {
    expect(allowancesOf(app({ services: [] }))).toEqual([]);
  });
});

describe('allowancesOf, accounts that are reported', () => {
  const reported = values('accounts', { '2019-02-03': '90', '2019-02-27': '140' });

  it('are held against each day', () => {
    expect(one('accounts', { services: [], monthlyUsers: '70', values: reported })).toMatchObject({
      observable: 'daily',
      observed: { quantity: '140', date: '2019-02-27' },
      exceeded: { from: '2019-02-27', quantity: '140', date: '2019-02-27', most: '100' },
    });
  });

  it('give way to users who logged in, where these are more', () => {
    expect(one('accounts', { services: [], monthlyUsers: '141', values: reported })).toMatchObject({
      observable: 'at_least',
      observed: { quantity: '141' },
    });
    expect(one('accounts', { services: [], monthlyUsers: '140', values: reported })).toMatchObject({
      observable: 'daily',
    });
  });
});

describe('findExceededAllowances', () => {
  it.each<string[]>([
    [
      'accounts',
      'trial-accounts-exceeded',
      'Accounts: 7,000 on 2019-02-04, Trial plan allows 100',
      'Professional plan would allow it, at 999.00 CNY a month',
    ],
    [
      'group_members',
      'group-members-exceeded',
      'Members of a group: 7,000 on 2019-02-04, Trial plan allows 20',
      'Professional plan with Groups of up to 10000 members would allow it, at 2,999.00 CNY a month',
    ],
    [
      'groups_per_user',
      'groups-per-user-exceeded',
      'Groups of a user: 7,000 on 2019-02-04, Trial plan allows 50',
      'no plan or pack allows so many',
    ],
    [
      'friends_per_user',
      'friends-per-user-exceeded',
      'Friends of a user: 7,000 on 2019-02-04, Trial plan allows 20',
      'no plan or pack allows so many',
    ],
  ])('name a day of %s that was reported', (metric, code, words, remedy) => {
    const days = values(metric!, { '2019-02-04': '7000', '2019-02-05': '6000' });
    expect(messages({ services: [], values: days })).toEqual([[code, `${words}; ${remedy}`]]);
  });

  it('name the users, or the day that alone shows them', () => {
    const remedy =
      'Trial plan allows 100 accounts; Professional plan would allow it, at 999.00 CNY a month';
    expect(messages({ services: [], monthlyUsers: '1234' })).toEqual([
      ['trial-accounts-exceeded', `1,234 users logged in during 2019-02; ${remedy}`],
    ]);
    const days = values('dau', { '2019-02-04': '1500' });
    expect(messages({ services: [], values: days })).toEqual([
      ['trial-accounts-exceeded', `1,500 users logged in on 2019-02-04; ${remedy}`],
    ]);
  });

  it('say that nothing sold would do, and find groups where a book limits them', () => {
    const books = pageBooks.map((book) => ({
      ...book,
      items: book.items.map((item) => ({ ...item, allows: { groups: 3, accounts: 1 } })),
    }));
    const days = { '2019-02-03': '4', '2019-02-05': '12345' };
    expect(messages({ books, monthlyUsers: '2', values: values('groups', days) })).toEqual([
      [
        'trial-accounts-exceeded',
        '2 users logged in during 2019-02; Professional plan allows 1 account; no plan or pack allows so many',
      ],
      [
        'groups-exceeded',
        'Groups: 4 on 2019-02-03, Professional plan allows 3; highest: 12,345 on 2019-02-05, Professional plan allows 3; no plan or pack allows so many',
      ],
    ]);
  });

  it('name the users of a day where a plan limits them', () => {
    const days = values('dau', { '2020-01-05': '101', '2020-01-06': '100' });
    expect(messages({ month: '2020-01', services: [], values: days })).toEqual([
      [
        'trial-accounts-exceeded',
        '101 users logged in on 2020-01-05; Trial plan allows 100 accounts; Professional plan would allow it, at 999.00 CNY a month',
      ],
      [
        'dau-exceeded',
        'Daily active users: 101 on 2020-01-05, Trial plan allows 100; no plan or pack allows so many',
      ],
    ]);
  });

  it('are none within what is allowed', () => {
    const days = values('avchatrooms', { '2019-02-03': '50' });
    expect(messages({ monthlyUsers: '1000000', values: days })).toEqual([]);
  });
});

function row(name: string, observable: string, allowed: object[]) {
  return { app_id: 'app', of: name, allowed, observable };
}
