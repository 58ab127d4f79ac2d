import { describe, expect, it } from 'vitest';
import { EndOfBytes, readThriftStruct } from './thrift-compact.ts';

/** 1: i32 -3, 2: true, 3: binary "ab", 4: list of 2 bytes, 20: struct { 1: i64 300 }, 21: map of 1. */
const bytes = Buffer.from([
  0x15, 0x05, 0x11, 0x18, 0x02, 0x61, 0x62, 0x19, 0x23, 0x01, 0x02, 0x0c, 0x28, 0x16, 0xd8, 0x04,
  0x00, 0x1b, 0x01, 0x85, 0x01, 0x61, 0x02, 0x00, 0xff,
]);

describe('readThriftStruct', () => {
  it('reads numbers and structs, and passes over everything else', () => {
    const { value, end } = readThriftStruct(bytes);
    expect(end).toBe(bytes.length - 1);
    expect([...value.numbers]).toEqual([[1, -3]]);
    expect([...value.structs.keys()]).toEqual([20]);
    expect([...value.structs.get(20)!.numbers]).toEqual([[1, 300]]);
  });

  it('tells where the bytes end too soon, whichever is the last', () => {
    for (let length = 0; length < bytes.length - 1; length++) {
      expect(() => readThriftStruct(bytes.subarray(0, length))).toThrow(EndOfBytes);
    }
  });

  it.each([
    ['a type that does not exist', [0x1d]],
    ['a number without an end', [0x15, ...Array(12).fill(0xff)]],
    ['structs without an end', Array(1000).fill(0x1c)],
    ['lists without an end', [0x19, ...Array(1000).fill(0x19)]],
  ])('refuses %s', (_, wrong) => {
    expect(() => readThriftStruct(Buffer.from(wrong))).toThrow(RangeError);
  });
});
