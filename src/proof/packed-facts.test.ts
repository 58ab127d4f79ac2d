import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../base/sha256.ts';
import { packFacts, unpackFacts } from './packed-facts.ts';

describe('packFacts', () => {
  it('writes the same bytes for ever: proofs that were sent are compared with them', () => {
    const text = '{"facts":"事实 1, 2, 3"}\n'.repeat(1000);
    const packed = packFacts(text);
    expect([packed.length, sha256Of(packed)]).toEqual([
      139,
      'f31cd7946992f9cf280b2932f3ac6fe592c20e59b1a095792907a6c5e4a838ad',
    ]);
    expect(unpackFacts(packed)).toBe(text);
  });

  it('is taken back by unpackFacts, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(unpackFacts(packFacts(text))).toBe(text);
      }),
    );
  });
});

describe('unpackFacts', () => {
  const packed = packFacts('{"facts":{}}\n'.repeat(20));

  it('refuses every other byte at every place, and every other length', () => {
    for (let at = 0; at < packed.length; at += 1)
      for (const flip of [1, 16, 128]) {
        const altered = packed.slice();
        altered[at]! ^= flip;
        expect(() => unpackFacts(altered)).toThrow('it is n');
      }
    for (const length of [0, 1, 17, packed.length - 1])
      expect(() => unpackFacts(packed.slice(0, length))).toThrow('it is n');
    expect(() => unpackFacts(Uint8Array.of(...packed, 0))).toThrow('it is n');
  });
});
