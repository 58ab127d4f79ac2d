import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../calendar/billing-day.ts';
import { lastValidDay } from '../calendar/natural-month.ts';
import type { PrepaidItem, PriceBook } from '../prices/price-book.ts';
import type { Order } from './orders.ts';
import { isActiveBetween, serviceLife, stateOn } from './service-life.ts';

const book: PriceBook = {
  list: 'x',
  from: '2018-01-01',
  currency: 'CNY',
  rounding: { amounts: 'half_up' as const, to: '0.01' },
  sha256: '',
  source: '',
  items: [],
  charges: [],
};
const pro: PrepaidItem = {
  sku: 'pro',
  kind: 'plan',
  title: { en: 'Pro', zh: '专业版' },
  price: '999',
  source: '',
};

function bought(boughtOn: string, months = 1, item = pro): Order {
  const purchase = {
    orderId: `${boughtOn}/${months}`,
    appId: 'a',
    sku: 'pro',
    boughtOn,
    months,
    kind: 'purchase' as const,
  };
  return { purchase, item, book };
}

function spans(...orders: Order[]): (string | null)[][] {
  return serviceLife(orders).periods.map(({ from, until }) => [from, until]);
}

describe('serviceLife', () => {
  it('is one natural month from the purchase day', () => {
    expect(spans(bought('2019-02-12'))).toEqual([['2019-02-12', '2019-03-11']]);
    expect(spans(bought('2019-01-31'))).toEqual([['2019-01-31', '2019-02-28']]);
  });

  it('queues a renewal within validity behind the running period', () => {
    expect(spans(bought('2019-02-12'), bought('2019-02-12'), bought('2019-03-11', 2))).toEqual([
      ['2019-02-12', '2019-03-11'],
      ['2019-03-12', '2019-04-11'],
      ['2019-04-12', '2019-06-11'],
    ]);
  });

  it('counts renewals from the first purchase day, not from a clamped one', () => {
    const renewals = ['2019-01-31', '2019-02-20', '2019-03-20', '2019-04-20'].map((day) =>
      bought(day),
    );
    expect(spans(...renewals)).toEqual([
      ['2019-01-31', '2019-02-28'],
      ['2019-03-01', '2019-03-30'],
      ['2019-03-31', '2019-04-30'],
      ['2019-05-01', '2019-05-30'],
    ]);
  });

  it('carries on where the old period ended up to the 7th day after it', () => {
    expect(spans(bought('2019-02-12'), bought('2019-03-18'))[1]).toEqual([
      '2019-03-12',
      '2019-04-11',
    ]);
    expect(spans(bought('2019-02-12'), bought('2019-03-19'))[1]).toEqual([
      '2019-03-19',
      '2019-04-18',
    ]);
  });

  it('counts a late renewal and its own renewals from its day', () => {
    expect(spans(bought('2019-01-31'), bought('2019-05-30'), bought('2019-06-29'))).toEqual([
      ['2019-01-31', '2019-02-28'],
      ['2019-05-30', '2019-06-29'],
      ['2019-06-30', '2019-07-29'],
    ]);
  });

  it('never ends for an item that is valid for ever, until it is paid back', () => {
    const forever = bought('2019-02-12', 1, { ...pro, validity: 'forever' });
    const order = bought('2019-02-13');
    const refund: Order = {
      ...order,
      purchase: { ...order.purchase, kind: 'refund', refundAmount: '1' },
    };
    expect(spans(forever)).toEqual([['2019-02-12', null]]);
    expect(spans(forever, refund)).toEqual([['2019-02-12', '2019-02-13']]);
  });

  it('has neither gaps nor overlaps in a row of renewals, however it is bought', () => {
    const start = fc.integer({ min: 0, max: 1000 }).map((days) => addDays('2018-01-01', days));
    fc.assert(
      fc.property(
        start,
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 }),
        (first, months) => {
          const periods = serviceLife(months.map((count) => bought(first, count))).periods;
          let sum = 0;
          for (const [index, { from, until }] of periods.entries()) {
            const before = periods[index - 1]?.until;
            expect(from).toBe(before ? addDays(before, 1) : first);
            sum += months[index]!;
            expect(until).toBe(lastValidDay(first, sum));
          }
        },
      ),
    );
  });
});

describe('serviceLife of what is paid back', () => {
  function refunded(day: string, orderId = 'R'): Order {
    const order = bought(day);
    return {
      ...order,
      purchase: { ...order.purchase, orderId, kind: 'refund', refundAmount: '1' },
    };
  }

  it('ends what runs with the day of the refund, and takes renewals that have not begun away', () => {
    const orders = [bought('2019-02-12'), bought('2019-02-20', 3), refunded('2019-02-25')];
    expect(spans(...orders)).toEqual([['2019-02-12', '2019-02-25']]);
    expect(serviceLife(orders).sold.map(({ from, until }) => [from, until])).toEqual([
      ['2019-02-12', '2019-03-11'],
      ['2019-03-12', '2019-06-11'],
    ]);
  });

  it('has no days to renew: bought again it begins on its own day', () => {
    const orders = [bought('2019-02-12', 3), refunded('2019-02-25'), bought('2019-02-27')];
    expect(spans(...orders)).toEqual([
      ['2019-02-12', '2019-02-25'],
      ['2019-02-27', '2019-03-26'],
    ]);
    const { periods } = serviceLife(orders.slice(0, 2));
    expect(['2019-02-25', '2019-02-26', '2019-05-12'].map((day) => stateOn(periods, day))).toEqual([
      'active',
      'suspended',
      'suspended',
    ]);
  });

  it('ends the days to renew of what is over', () => {
    const { periods } = serviceLife([bought('2019-02-12'), refunded('2019-03-14')]);
    expect(['2019-03-11', '2019-03-14', '2019-03-15'].map((day) => stateOn(periods, day))).toEqual([
      'active',
      'grace',
      'suspended',
    ]);
  });

  it('takes only the order away that it names, if that has not begun; later renewals move up', () => {
    const ahead = bought('2019-02-20', 2);
    const orders = [bought('2019-02-12'), ahead, bought('2019-02-21')];
    const refund = refunded('2019-02-25', ahead.purchase.orderId);
    expect(spans(...orders, refund, bought('2019-03-01'))).toEqual([
      ['2019-02-12', '2019-03-11'],
      ['2019-03-12', '2019-04-11'],
      ['2019-04-12', '2019-05-11'],
    ]);
    expect(spans(...orders.slice(0, 2), refund)).toEqual([['2019-02-12', '2019-03-11']]);
  });

  it('ends nothing where the order that it names is over', () => {
    const [over, runs] = [bought('2019-01-01'), bought('2019-02-12', 2)];
    const refund = refunded('2019-02-20', over.purchase.orderId);
    expect(spans(over, runs, refund)).toEqual(spans(over, runs));
  });

  it('pays back what was bought on its own day, whichever of the two comes first', () => {
    const order = bought('2019-02-12', 2);
    const refund = refunded('2019-02-12', order.purchase.orderId);
    expect(spans(order, refund)).toEqual([['2019-02-12', '2019-02-12']]);
    expect(spans(refund, order)).toEqual([['2019-02-12', '2019-02-12']]);
  });

  it('leaves all as it is in the first edition of the rules', () => {
    const orders = [bought('2019-02-12', 3), refunded('2019-02-25'), bought('2019-02-27')];
    const spansThen = serviceLife(orders, 1).periods.map(({ from, until }) => [from, until]);
    expect(spansThen).toEqual([
      ['2019-02-12', '2019-05-11'],
      ['2019-05-12', '2019-06-11'],
    ]);
  });
});

describe('stateOn', () => {
  const periods = serviceLife([bought('2019-02-12'), bought('2019-04-01')]).periods;

  it.each([
    ['2019-02-11', 'none'],
    ['2019-02-12', 'active'],
    ['2019-03-11', 'active'],
    ['2019-03-12', 'grace'],
    ['2019-03-18', 'grace'],
    ['2019-03-19', 'suspended'],
    ['2019-03-31', 'suspended'],
    ['2019-04-01', 'active'],
    ['2019-04-30', 'active'],
    ['2019-05-07', 'grace'],
    ['2019-05-08', 'suspended'],
    ['2026-01-01', 'suspended'],
  ])('on %s is %s', (day, state) => {
    expect(stateOn(periods, day)).toBe(state);
  });
});

describe('isActiveBetween', () => {
  const periods = serviceLife([bought('2019-02-12')]).periods;

  it.each([
    ['2019-02-01', '2019-02-28', true],
    ['2019-03-01', '2019-03-31', true],
    ['2019-03-12', '2019-03-31', false],
    ['2019-02-01', '2019-02-11', false],
    ['2019-03-11', '2019-03-11', true],
  ])('from %s to %s: %s', (first, last, active) => {
    expect(isActiveBetween(periods, first, last)).toBe(active);
  });
});
