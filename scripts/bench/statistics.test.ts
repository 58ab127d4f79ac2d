import { describe, expect, it } from 'vitest';
import type { ContenderResult } from './result.ts';
import { median, mediansOf, ratioOf } from './statistics.ts';

const floor = contender('floor', [2, 4, 3], [1, 1, 1]);
const slow = contender('slow', [30, 12, 9], [5, 5, 5]);
const unknown = contender('unknown', [], []);

describe('median', () => {
  it('is the middle value, or the mean of the middle two, whatever their order', () => {
    expect([median([10, 9, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([9, 2.5, 7]);
  });

  it('refuses no values', () => {
    expect(() => median([])).toThrow(new RangeError('There is no median of no values.'));
  });
});

describe('mediansOf', () => {
  it('tells the middle round, the spread, and the highest peak', () => {
    expect(mediansOf(contender('a', [3, 1, 2], [10, 30, 20]))).toEqual({
      seconds: 2,
      spread: [1, 3],
      cpu_seconds: 4,
      peak_bytes: 30,
    });
  });

  it('tells nothing of what was not run, and of what could not be measured', () => {
    expect(mediansOf(unknown)).toBeUndefined();
    const runs = [{ seconds: 1, cpu_seconds: null, peak_bytes: null }];
    expect(mediansOf({ ...floor, runs })).toMatchObject({ cpu_seconds: null, peak_bytes: null });
  });
});

describe('ratioOf', () => {
  it('divides the medians', () => {
    // The middle of 30, 12, 9 by that of 2, 4, 3
    expect(ratioOf([floor, slow], 'slow', 'floor')).toBe(4);
  });

  it('is unknown where one was not run', () => {
    expect(ratioOf([floor, unknown], 'unknown', 'floor')).toBeUndefined();
    expect(ratioOf([slow], 'slow', 'floor')).toBeUndefined();
  });
});

function contender(name: string, seconds: number[], peaks: number[]): ContenderResult {
  const runs = seconds.map((value, index) => ({
    seconds: value,
    cpu_seconds: value * 2,
    peak_bytes: peaks[index] ?? 0,
  }));
  return { name, title: name, runs, disk_bytes: null };
}
