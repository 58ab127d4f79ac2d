import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import { rateMonth } from './rate-month.ts';
import { bought, pageBooks } from './testing/page-books.ts';
import type { AppSetting, RatingInput } from './types.ts';

function set(setting: AppSetting['setting'], from: string, value: number): AppSetting {
  return { appId: 'app', setting, from, value };
}

function rated(month: string, appSettings: AppSetting[], parts: Partial<RatingInput> = {}) {
  return rateMonth({
    month,
    appIds: ['app'],
    usage: [],
    units: allUnits(),
    monthlyUsers: new Map(),
    roaming: [],
    books: pageBooks,
    purchases: [bought('pro', '2018-09-14', 12)],
    appSettings,
    ...parts,
  });
}

function amounts(month: string, appSettings: AppSetting[], parts: Partial<RatingInput> = {}) {
  const { lines } = rated(month, appSettings, parts);
  return lines
    .filter(({ kind }) => kind === 'postpaid')
    .map(({ sku, amount }) => `${sku} ${amount}`);
}

describe('a charge of a setting', () => {
  it.each([
    ['api_rate', 100, 'api-rate 0.00'],
    ['api_rate', 101, 'api-rate 2000.00'],
    ['api_rate', 500, 'api-rate 2400.00'], // 4 × 600
    ['push_to_all', 100, 'push-to-all 0.00'],
    ['push_to_all', 101, 'push-to-all 2000.00'],
    ['push_to_all', 500, 'push-to-all 2000.00'],
    ['push_to_all', 501, 'push-to-all 4000.00'],
    ['push_to_all', 1000, 'push-to-all 4000.00'],
    ['push_to_all', 1001, 'push-to-all 5000.00'],
    ['push_to_all', 2000, 'push-to-all 5000.00'],
    ['push_to_all', 2001, 'push-to-all 6000.00'],
    ['recent_contacts', 50, 'recent-contacts 0.00'],
    ['recent_contacts', 51, 'recent-contacts 2000.00'],
    ['recent_contacts', 250, 'recent-contacts 2400.00'],
  ] as const)('of %s at %i is %s', (setting, value, line) => {
    expect(amounts('2018-10', [set(setting, '2018-09-20', value)])).toEqual([line]);
  });

  it('takes the highest value of the month: a value holds until the next one', () => {
    const settings = [
      set('api_rate', '2018-09-14', 900),
      set('api_rate', '2018-10-05', 300),
      set('api_rate', '2018-10-20', 100),
    ];
    // 8 × 600; November has the 100 of the 20th
    expect(amounts('2018-10', settings)).toEqual(['api-rate 4800.00']);
    expect(amounts('2018-11', settings)).toEqual(['api-rate 0.00']);
    expect(amounts('2018-10', settings.toReversed())).toEqual(['api-rate 4800.00']);
  });

  it('counts no day before the list begins', () => {
    const settings = [set('api_rate', '2018-09-01', 900), set('api_rate', '2018-09-14', 200)];
    expect(amounts('2018-09', settings)).toEqual(['api-rate 2000.00']);
  });

  it('says how the amount came about', () => {
    const { lines } = rated('2018-10', [set('push_to_all', '2018-10-05', 3500)]);
    expect(lines).toMatchObject([
      {
        sku: 'push-to-all',
        usage: '3500',
        unit: 'pushes/day',
        included: '100',
        quantity: '1',
        unit_price: '7000',
        amount: '7000.00',
        peak_date: '2018-10-05',
        explanation: {
          en: 'Highest pushes to all users of the month 3,500 pushes/day, from 2018-10-05 on − 100 included = 3,400 → 1 started block of 1,000 × 0 + 2,000 + 1 started block of 1,000 × 0 + 2,000 + 3 started blocks of 1,000 × 1,000 = 7,000.00',
        },
      },
    ]);
    const [login] = rated('2018-10', [set('multi_device_login', '2018-10-05', 1)]).lines;
    expect(login).toMatchObject({
      quantity: '1',
      unit_price: '2000',
      amount: '2000.00',
      explanation: {
        en: 'Highest multi-device login of the month 1, from 2018-10-05 on → flat 2,000 = 2,000.00',
        zh: '本月多终端登录最高为 1，自 2018-10-05 起，固定费用 2,000 = 2,000.00',
      },
    });
  });

  it('is shown and not charged without the plan, and has no line where nothing is set', () => {
    const settings = [set('api_rate', '2018-10-05', 900)];
    const { lines, findings } = rated('2018-10', settings, { purchases: [] });
    expect(lines).toMatchObject([{ sku: 'api-rate', usage: '900', amount: '0.00' }]);
    expect(findings.map(({ message }) => message)).toEqual([
      'No active Professional plan on any day of 2018-10: the usage is shown but not charged (Rate of API calls 900 calls/s)',
    ]);
    expect(amounts('2018-10', [set('api_rate', '2018-10-05', 0)])).toEqual([]);
    expect(amounts('2018-10', [])).toEqual([]);
  });

  it('is a finding in a month without a price for it, and where a day has two values', () => {
    const settings = [set('api_rate', '2019-01-05', 280), set('api_rate', '2019-01-05', 300)];
    expect(rated('2019-01', settings).findings.map(({ code, message }) => [code, message])).toEqual(
      [
        [
          'setting-unpriced',
          'api_rate is set to 300 calls/s on 2019-01-05, but the price book has no price for it; it is not charged. Agree on a price and add it to a price book',
        ],
        [
          'app-settings-differ',
          'api_rate has several values from 2019-01-05 on: 280 and 300; the highest counts',
        ],
      ],
    );
    const replaced = [...settings, set('api_rate', '2019-02-01', 0)];
    expect(rated('2019-02', replaced).findings).toEqual([]);
  });

  it('ends with the page that names no price any more', () => {
    const all = [
      set('api_rate', '2018-09-14', 200),
      set('push_to_all', '2018-09-14', 200),
      set('recent_contacts', '2018-09-14', 100),
      set('multi_device_login', '2018-09-14', 1),
    ];
    const each = ['api-rate', 'push-to-all', 'recent-contacts', 'multi-device-login'];
    const lines = each.map((sku) => `${sku} 2000.00`);
    expect(amounts('2018-12', all)).toEqual(lines);
    expect(amounts('2019-01', all)).toEqual([]);
    // a list that begins with the page of 2018-12-04 has the last of them only
    const since = pageBooks.filter(({ from }) => from >= '2018-12-04');
    expect(amounts('2018-12', all, { books: since })).toEqual(['multi-device-login 2000.00']);
  });
});
