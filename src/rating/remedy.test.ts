import { describe, expect, it } from 'vitest';
import { Quantity } from '../money/quantity.ts';
import { bookInForce } from './book-in-force.ts';
import { describeRemedy, findRemedy } from './remedy.ts';
import { bought, pageBooks, servicesFrom } from './testing/page-books.ts';
import type { Purchase } from './types.ts';

function remedy(purchases: readonly Purchase[], day: string, name: string, needed: string) {
  const book = bookInForce(pageBooks, day);
  return findRemedy(servicesFrom(...purchases), book, day, name, Quantity.of(needed));
}

const pro = bought('pro', '2019-02-12');

describe('findRemedy', () => {
  it('is the plan where it suffices, else plan and pack', () => {
    expect(remedy([], '2019-02-12', 'avchatrooms', '50')).toEqual({
      skus: ['pro'],
      price: '999.00',
    });
    expect(remedy([], '2019-02-12', 'avchatrooms', '51')).toEqual({
      skus: ['pro', 'avchatroom-unlimited'],
      price: '1999.00',
    });
  });

  it('is the pack alone while the plan is active; in its days to renew, the plan as well', () => {
    const pack = { skus: ['avchatroom-unlimited'], price: '1000.00' };
    expect(remedy([pro], '2019-03-11', 'avchatrooms', '51')).toEqual(pack);
    expect(remedy([pro], '2019-03-12', 'avchatrooms', '51')).toEqual({
      skus: ['pro', 'avchatroom-unlimited'],
      price: '1999.00',
    });
  });

  it('is the smallest pack that suffices', () => {
    const skus = (needed: string) => remedy([pro], '2019-02-12', 'group_members', needed).skus;
    expect(skus('201')).toEqual(['group-members-2000']);
    expect(skus('2000')).toEqual(['group-members-2000']);
    expect(skus('2001')).toEqual(['group-members-6000']);
    expect(skus('10001')).toEqual([]);
  });

  it('has the price of the day’s book and of the app’s plan', () => {
    const flagship = bought('flagship', '2020-01-01');
    const members = (purchases: Purchase[]) =>
      remedy(purchases, '2020-01-02', 'group_members', '5000');
    expect(members([flagship])).toEqual({ skus: ['group-members-6000'], price: '500.00' });
    expect(members([bought('pro', '2020-01-01')])).toEqual({
      // sold with the flagship plan only: 2999 + 500
      skus: ['flagship', 'group-members-6000'],
      price: '3499.00',
    });
    expect(members([])).toEqual({ skus: ['flagship', 'group-members-6000'], price: '3499.00' });
  });

  it('prefers flagship to pro and the pack where it is cheaper', () => {
    const book = bookInForce(pageBooks, '2020-01-02');
    const items = book.items.map((item) =>
      item.sku === 'avchatroom-unlimited' ? { ...item, price: '2000.01' } : item,
    );
    const needed = Quantity.of('51');
    const best = findRemedy([], { ...book, items }, '2020-01-02', 'avchatrooms', needed);
    expect(best).toEqual({ skus: ['flagship'], price: '2999.00' });
  });

  it('is said in words', () => {
    const book = bookInForce(pageBooks, '2019-02-12');
    expect(describeRemedy({ skus: ['pro', 'x'], price: '1999.00' }, book)).toEqual({
      en: 'Professional plan with x would allow it, at 1,999.00 CNY a month',
      zh: '可购买「IM 套餐包-专业版」加「x」，每月 1,999.00 CNY',
    });
    expect(describeRemedy({ skus: [] }, book)).toEqual({
      en: 'no plan or pack allows so many',
      zh: '没有足够的套餐',
    });
  });
});
