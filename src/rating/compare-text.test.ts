import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText } from './compare-text.ts';

describe('compareText', () => {
  it('sorts by code points, not by halves of them', () => {
    const sorted = ['', 'A', 'Z', 'a', 'é', '中', '\uffee', '😀'];
    expect(sorted.toReversed().toSorted(compareText)).toEqual(sorted);
  });

  it('is the order of the bytes of UTF-8', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, text, (start, a, b) => {
        expect(compareText(start + a, start + b)).toBe(
          Buffer.compare(Buffer.from(start + a), Buffer.from(start + b)),
        );
      }),
    );
  });
});
