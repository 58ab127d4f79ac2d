import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

describe('nearestName', () => {
  it.each([
    ['tiemzone', 'timezone'], // a swap
    ['timezon', 'timezone'], // one dropped
    ['Timezone', 'timezone'], // case alone
    ['price-list', 'price_list'],
    ['dua', 'dau'],
    ['prro', 'pro'],
  ])('takes %s for %s', (name, meant) => {
    expect(nearestName(name, ['sources', 'price_list', 'timezone', 'dau', 'pro'])).toBe(meant);
  });

  it.each(['x', 'colour', 'zone', ''])('takes %j for nothing', (name) => {
    expect(nearestName(name, ['sources', 'price_list', 'timezone', 'dau', 'pro'])).toBeUndefined();
  });

  it('takes the first of several equally near', () => {
    expect(nearestName('group-members-3000', ['group-members-2000', 'group-members-6000'])).toBe(
      'group-members-2000',
    );
  });
});
