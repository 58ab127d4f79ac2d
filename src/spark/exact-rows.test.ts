import { describe, expect, it } from 'vitest';
import { readExactRows } from './exact-rows.ts';
import { arrowStream } from './testing/arrow-stream.ts';

describe('readExactRows', () => {
  it('loses no digit of decimals, counts, days and instants', () => {
    const stream = arrowStream([
      {
        ...{ name: '青禾 é', count: -9_223_372_036_854_775_808n, day: -1, isTrue: false },
        ...{ quantity: -12_345_678_901_234_567_890_123_456_789_123_456_789n, at: -1n },
      },
      { name: '', count: 0n, quantity: 1n, day: 17_892, at: 1_545_926_399_999_999n, isTrue: true },
      { name: null, count: null, quantity: null, day: null, at: null, isTrue: null },
    ]);
    expect(readExactRows(stream)).toEqual([
      {
        name: '青禾 é',
        count: -9_223_372_036_854_775_808n,
        quantity: '-12345678901234567890123456789.123456789',
        day: '1969-12-31',
        at: '1969-12-31 23:59:59.999999',
        is_true: false,
      },
      {
        name: '',
        count: 0n,
        quantity: '0.000000001',
        day: '2018-12-27',
        at: '2018-12-27 15:59:59.999999',
        is_true: true,
      },
      { name: null, count: null, quantity: null, day: null, at: null, is_true: null },
    ]);
  });
});
