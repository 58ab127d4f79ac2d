import { describe, expect, it } from 'vitest';
import { parseHex, utf8Of } from '../base/bytes.ts';
import { isEd25519Signature, newSeed, publicKeyOf } from './ed25519.ts';
import { isWeakPublicKey } from './weak-key.ts';

/** Points of small order, by order. */
const weak = {
  one: '0100000000000000000000000000000000000000000000000000000000000000',
  two: 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  four: '0000000000000000000000000000000000000000000000000000000000000000',
  'four, other sign': '0000000000000000000000000000000000000000000000000000000000000080',
  eight: '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'eight, other sign': '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'eight, minus y': 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'eight, both': 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'one, as p + 1': 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
};

describe('isWeakPublicKey', () => {
  it.each(Object.entries(weak))('refuses the point of order %s', (_, hex) => {
    expect(isWeakPublicKey(parseHex(hex)!)).toBe(true);
  });

  it.each(Object.entries(weak))('is needed: a forgery fits messages of order %s', (_, hex) => {
    // R is the neutral point and S is 0. So S·B = R + h·A holds if the order of A divides h: for one h of 8 or more.
    const forged = parseHex(weak.one + '00'.repeat(32))!;
    const messages = Array.from({ length: 64 }, (_, at) => utf8Of(`pay ${at}`));
    const key = parseHex(hex)!;
    const fitting = messages.filter((message) => isEd25519Signature(forged, message, key));
    expect(fitting.length).toBeGreaterThan(0);
  });

  it('takes keys that were made of seeds', () => {
    for (let times = 0; times < 10; times += 1)
      expect(isWeakPublicKey(publicKeyOf(newSeed()))).toBe(false);
  });
});
