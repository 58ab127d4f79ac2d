import { describe, expect, it } from 'vitest';
import { bookInForce } from './book-in-force.ts';
import { packOn, planOn } from './service-state.ts';
import { bought, pageBooks, servicesFrom } from './testing/page-books.ts';
import type { Purchase } from './types.ts';

/** State and plan of a day, such as `grace pro`. */
function planText(purchases: readonly Purchase[], day: string): string {
  const { state, sku } = planOn(servicesFrom(...purchases), day);
  return sku === undefined ? state : `${state} ${sku}`;
}

describe('planOn', () => {
  it.each([
    ['2020-01-31', 'none'],
    ['2020-02-01', 'active pro'],
    ['2020-02-09', 'active pro'],
    ['2020-02-10', 'active flagship'], // pro runs on below it
    ['2020-03-09', 'active flagship'],
    ['2020-03-10', 'active pro'], // paid to 03-31: flagship's grace does not interrupt it
    ['2020-03-31', 'active pro'],
    ['2020-04-01', 'grace pro'],
    ['2020-04-07', 'grace pro'],
    ['2020-04-08', 'suspended pro'],
  ])('is on %s %s for an app that went from pro to flagship and back', (day, text) => {
    const purchases = [
      bought('pro', '2020-02-01'),
      bought('flagship', '2020-02-10'),
      { ...bought('pro', '2020-02-20'), orderId: 'queued' },
    ];
    expect(planText(purchases, day)).toBe(text);
    expect(planText(purchases.toReversed(), day)).toBe(text);
  });

  it('begins another plan of the family on its own day, not behind the one that runs', () => {
    const purchases = [bought('flagship', '2020-02-01'), bought('pro', '2020-02-15')];
    expect(servicesFrom(...purchases).map(({ sku, periods }) => [sku, periods[0]?.from])).toEqual([
      ['flagship', '2020-02-01'],
      ['pro', '2020-02-15'],
    ]);
    expect(planText(purchases, '2020-03-05')).toBe('active pro');
  });

  it.each([
    ['2019-02-11', 'active trial'],
    ['2019-02-12', 'active pro'],
    ['2019-03-11', 'active pro'],
    ['2019-03-12', 'grace pro'],
    ['2019-03-18', 'grace pro'],
    ['2019-03-19', 'active trial'],
  ])(
    'on %s is %s with a trial plan for ever: it remains when pro can be renewed no more',
    (day, text) => {
      expect(planText([bought('trial', '2019-01-01'), bought('pro', '2019-02-12')], day)).toBe(
        text,
      );
    },
  );

  it('names the plan that ended last once all are over', () => {
    const purchases = [bought('flagship', '2020-01-01'), bought('pro', '2020-01-20')];
    expect(planText(purchases, '2020-05-01')).toBe('suspended pro');
  });

  it.each([
    ['2019-03-18', 'grace pro'],
    ['2019-03-19', 'suspended pro'],
    ['2019-06-16', 'suspended pro'], // the 90th day
    ['2019-06-17', 'released pro'],
    ['2019-07-01', 'active pro'],
  ])('is on %s %s: released after 90 days of suspension, until it is bought again', (day, text) => {
    expect(planText([bought('pro', '2019-02-12'), bought('pro', '2019-07-01')], day)).toBe(text);
  });

  it('is none where only packs and refunds are known', () => {
    const refund = { ...bought('pro', '2019-02-12'), kind: 'refund' as const, refundAmount: '1' };
    expect(planText([refund, bought('group-members-2000', '2019-02-12')], '2019-02-20')).toBe(
      'none',
    );
  });
});

describe('packOn', () => {
  it.each([
    ['2019-02-12', 'none'],
    ['2019-02-13', 'active'],
    ['2019-03-18', 'active'], // pro is in its days to renew
    ['2019-03-19', 'idle'],
    ['2019-04-12', 'idle'],
    ['2019-04-13', 'grace'],
    ['2019-04-20', 'suspended'],
  ])('on %s is %s', (day, state) => {
    const services = servicesFrom(
      bought('pro', '2019-02-12'),
      bought('group-members-2000', '2019-02-13', 2),
    );
    const pack = services.find(({ kind }) => kind === 'pack')!;
    expect(packOn(pack, services, bookInForce(pageBooks, day), day).state).toBe(state);
  });

  it('needs what the book of its purchase day said, once no book sells it', () => {
    const services = servicesFrom(
      bought('pro', '2019-07-01'),
      bought('group-members-10000', '2019-07-08', 3), // sold to 07-08
    );
    const pack = services.find(({ kind }) => kind === 'pack')!;
    const on = (day: string) => packOn(pack, services, bookInForce(pageBooks, day), day).state;
    expect([on('2019-07-20'), on('2019-08-07'), on('2019-08-08')]).toEqual([
      'active',
      'active',
      'idle',
    ]);
  });

  it('needs a plan that the book of the day accepts, not that of its purchase', () => {
    const services = servicesFrom(
      bought('pro', '2019-11-15'),
      bought('group-members-6000', '2019-12-20'),
      bought('flagship', '2019-12-27'),
    );
    const pack = services.find(({ kind }) => kind === 'pack')!;
    const on = (day: string) => packOn(pack, services, bookInForce(pageBooks, day), day);
    expect(on('2020-01-10')).toMatchObject({ state: 'active', hasPlan: true });
  });
});
