import { describe, expect, it } from 'vitest';
import { bookInForce } from './book-in-force.ts';
import { limitOn } from './limits.ts';
import { bought, pageBooks, servicesFrom } from './testing/page-books.ts';
import type { Purchase } from './types.ts';

function limit(purchases: readonly Purchase[], day: string, name: string) {
  const { most, by, isStated } = limitOn(
    servicesFrom(...purchases),
    bookInForce(pageBooks, day),
    day,
    name,
  );
  return [most, by, isStated];
}

describe('limitOn', () => {
  it('is the default plan’s where there is no plan, before and after', () => {
    expect(limit([], '2019-02-12', 'accounts')).toEqual([100, 'trial', true]);
    const pro = [bought('pro', '2019-02-12')];
    expect(limit(pro, '2019-03-18', 'avchatrooms')).toEqual([50, 'pro', true]);
    expect(limit(pro, '2019-03-19', 'avchatrooms')).toEqual([10, 'trial', true]);
  });

  it('is that of a higher plan in its days to renew, though a lower one is active', () => {
    const plans = [bought('pro', '2020-02-01', 2), bought('flagship', '2020-02-10')]; // to 03-09
    expect(limit(plans, '2020-03-16', 'avchatrooms')).toEqual([null, 'flagship', true]);
    expect(limit(plans, '2020-03-17', 'avchatrooms')).toEqual([50, 'pro', true]);
  });

  it('is the default plan’s on the day after the plan was paid back: it has no days to renew', () => {
    const refund: Purchase = {
      ...bought('pro', '2019-02-20'),
      orderId: 'R',
      kind: 'refund',
      refundAmount: '500',
    };
    const purchases = [bought('pro', '2019-02-12'), refund];
    expect(limit(purchases, '2019-02-20', 'avchatrooms')).toEqual([50, 'pro', true]);
    expect(limit(purchases, '2019-02-21', 'avchatrooms')).toEqual([10, 'trial', true]);
  });

  it('is not extended by a pack whose plan is over', () => {
    const purchases = [bought('pro', '2019-02-12'), bought('avchatroom-unlimited', '2019-03-05')];
    expect(limit(purchases, '2019-03-18', 'avchatrooms')).toEqual([
      null,
      'avchatroom-unlimited',
      true,
    ]);
    expect(limit(purchases, '2019-03-19', 'avchatrooms')).toEqual([10, 'trial', true]);
    const never = [bought('avchatroom-unlimited', '2019-03-05')];
    expect(limit(never, '2019-03-06', 'avchatrooms')).toEqual([10, 'trial', true]);
  });

  it('is the highest pack’s of a family, whichever was bought first', () => {
    const purchases = [
      bought('pro', '2019-02-12'),
      bought('group-members-6000', '2019-02-12'),
      bought('group-members-2000', '2019-02-13'),
    ];
    expect(limit(purchases, '2019-02-13', 'group_members')).toEqual([
      6000,
      'group-members-6000',
      true,
    ]);
    expect(limit(purchases, '2019-02-13', 'groups_per_user')).toEqual([200, 'pro', true]);
  });

  it('is in the words of the day’s book', () => {
    const purchases = [bought('pro', '2019-02-12', 12)];
    expect(limit(purchases, '2019-02-28', 'friends_per_user')).toEqual([1000, 'pro', true]);
    expect(limit(purchases, '2019-03-01', 'friends_per_user')).toEqual([3000, 'pro', true]);
  });

  it('is not known where the plan does not state it, unless a pack does', () => {
    const pro = bought('pro', '2018-10-01');
    expect(limit([pro], '2018-10-02', 'avchatrooms')).toEqual([null, 'pro', false]);
    expect(limit([pro], '2018-10-24', 'avchatrooms')).toEqual([50, 'pro', true]);
    const withPack = [pro, bought('avchatroom-unlimited', '2018-10-01')];
    expect(limit(withPack, '2018-10-02', 'avchatrooms')).toEqual([
      null,
      'avchatroom-unlimited',
      true,
    ]);
    expect(limit([], '2018-10-01', 'accounts')).toEqual([null, '', false]);
  });
});
