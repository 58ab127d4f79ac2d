import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountName, safeName } from './account-names.ts';

describe('accountName', () => {
  it('replaces the placeholders, each as one word', () => {
    const values = { customer_id: '青禾 (深圳)', sku: 'pro' };
    expect(accountName('assets:{customer_id}:{sku}', values)).toBe('assets:青禾%20%28深圳%29:pro');
  });

  it.each([
    ['lantern', 'lantern'],
    ['a:b;c', 'a%3Ab%3Bc'],
    ['50%', '50%25'],
    ['two  blanks', 'two%20%20blanks'],
    ['$&', '%24%26'],
    ['é', 'é'],
    ['\u{1f600}', '%F0%9F%98%80'],
  ])('writes %j as %s', (id, word) => {
    expect(safeName(id)).toBe(word);
  });

  it('gives different words to different ids', () => {
    const id = fc.string({ unit: fc.constantFrom('a', '%', '2', '5', ' ', ':', ';', '青') });
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(safeName(a) === safeName(b)).toBe(a === b);
        expect(decodeURIComponent(safeName(a))).toBe(a);
      }),
    );
  });
});
