import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64Of, parseBase64 } from './base64.ts';

describe('parseBase64', () => {
  it('reads what base64Of writes, which is what Node writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(parseBase64(base64Of(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    ['unused bits that are set', 'AB=='],
    ['unused bits that are set, of two bytes', 'AAB='],
    ['no padding', 'AA'],
    ['too much padding', 'AAAA===='],
    ['white space', 'AA AA'],
    ['a line feed', 'AAAA\n'],
    ['letters for URLs', 'A-_A'],
  ])('refuses %s', (_, text) => {
    expect(parseBase64(text)).toBeUndefined();
  });
});
