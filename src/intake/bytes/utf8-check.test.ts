import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Utf8Check } from './utf8-check.ts';

function checkInChunks(bytes: Buffer, chunkBytes: number): boolean {
  const check = new Utf8Check();
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    check.add(bytes.subarray(at, at + chunkBytes));
  }
  return check.isValid();
}

describe('Utf8Check', () => {
  const text = Buffer.from('é中文😀\ufeff a\u{10ffff}');

  it.each([1, 2, 3, 4, 5, 7, 100])('takes characters cut between chunks of %i bytes', (size) => {
    expect(checkInChunks(text, size)).toBe(true);
    expect(checkInChunks(text.subarray(0, -1), size)).toBe(false);
  });

  it('says of any bytes in any chunks what a look at the whole says', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }).map((part) => Buffer.from(part)),
      fc.uint8Array({ maxLength: 3 }).map((part) => Buffer.from(part)),
      fc.constantFrom(
        Buffer.from([0xe4]),
        Buffer.from([0xf0, 0x9f]),
        Buffer.from([0xed, 0xa0, 0x80]),
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 6 }), (pieces, size) => {
        const bytes = Buffer.concat(pieces);
        expect(checkInChunks(bytes, size)).toBe(isUtf8(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});
