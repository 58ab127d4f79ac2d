import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import { Quantity } from '../money/quantity.ts';
import type { AppUsage } from './allowances.ts';
import { findFullGroups } from './full-group-findings.ts';
import { bought, pageBooks, servicesFrom } from './testing/page-books.ts';

function messages(days: Record<string, string>, skus = ['pro']): string[] {
  const byDay = Object.entries(days).map(([day, text]) => {
    return [day, { quantity: Quantity.of(text) }] as const;
  });
  const app: AppUsage = {
    appId: 'app',
    month: '2019-02',
    units: allUnits(),
    monthlyUsers: undefined,
    services: servicesFrom(...skus.map((sku) => bought(sku, '2019-02-01'))),
    books: pageBooks,
    values: new Map([['full_groups', new Map(byDay)]]),
  };
  return findFullGroups(app).map(({ code, message }) => `${code}: ${message}`);
}

describe('findFullGroups', () => {
  it('names the day with the most of them, and what would allow more members', () => {
    const days = { '2019-02-03': '2', '2019-02-09': '1200', '2019-02-20': '1' };
    expect(messages(days)).toEqual([
      'groups-full: 1,200 groups were full on 3 days from 2019-02-03 on, most on 2019-02-09; Professional plan allows 200 members per group; Groups of up to 2000 members would allow it, at 500.00 CNY a month',
    ]);
  });

  it('goes by what the app has that day', () => {
    expect(messages({ '2019-02-03': '1' }, ['pro', 'group-members-2000'])).toEqual([
      'groups-full: 1 group was full on 2019-02-03; Groups of up to 2000 members allows 2,000 members per group; Groups of up to 6000 members would allow it, at 1,000.00 CNY a month',
    ]);
    expect(messages({ '2019-02-03': '1' }, ['pro', 'group-members-10000'])).toEqual([
      'groups-full: 1 group was full on 2019-02-03; Groups of up to 10000 members allows 10,000 members per group; no plan or pack allows so many',
    ]);
  });

  it('is nothing where no group was full', () => {
    expect(messages({})).toEqual([]);
    expect(messages({ '2019-02-03': '0' })).toEqual([]);
  });
});
