import { describe, expect, it } from 'vitest';
import { serialShare, speedUp } from './speed-up.ts';

const run = { seconds: 6, main_seconds: 1, mean: 4, highest: 8 };

describe('serialShare', () => {
  it('is what did not run beside other threads', () => {
    expect(serialShare({ ...run, cpu_seconds: 10, parallel_seconds: 8 })).toBeCloseTo(0.2);
  });

  it('is not negative where the clocks differ', () => {
    expect(serialShare({ ...run, cpu_seconds: 10, parallel_seconds: 10.01 })).toBe(0);
  });
});

describe('speedUp', () => {
  it.each([
    [0, 8, 8],
    [1, 8, 1],
    [0.2, 4, 2.5],
    [0.05, 32, 12.55],
  ])('of a serial share of %d on %d cores is %d', (serial, cores, factor) => {
    expect(speedUp(serial, cores)).toBeCloseTo(factor, 2);
  });
});
