import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTwoBytes } from './count-byte.ts';

const slow = (bytes: Uint8Array, byte: number) => bytes.filter((found) => found === byte).length;

describe('countTwoBytes', () => {
  it('counts what a loop counts, wherever the bytes begin and end', () => {
    // Few values, and those that carry into their neighbours.
    const byte = fc.constantFrom(0x0a, 0x2c, 0x0b, 0x8a, 0x00, 0x01, 0x7f, 0x80, 0xff);
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 3000 }),
        fc.nat(5),
        fc.nat(5),
        byte,
        byte,
        (values, begin, end, first, second) => {
          const bytes = Uint8Array.from(values).subarray(begin, Math.max(0, values.length - end));
          expect(countTwoBytes(bytes, first, second)).toEqual([
            slow(bytes, first),
            slow(bytes, second),
          ]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not overflow where every byte is the wanted one', () => {
    const bytes = new Uint8Array(255 * 4 * 3 + 7).fill(0x0a);
    expect(countTwoBytes(bytes, 0x0a, 0x2c)).toEqual([bytes.length, 0]);
    expect(countTwoBytes(bytes, 0x2c, 0x0a)).toEqual([0, bytes.length]);
  });
});
