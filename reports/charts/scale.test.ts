import { describe, expect, it } from 'vitest';
import { valueAxis } from './scale.ts';

const labels = (highest: number, wholeNumbers = false) =>
  valueAxis([highest], wholeNumbers).ticks.map((tick) => tick.label);

describe('valueAxis', () => {
  it('has the one tick 0 where nothing is above it', () => {
    expect(valueAxis([0], true)).toEqual({ bottom: 0, top: 1, ticks: [{ value: 0, label: '0' }] });
  });

  it('ends at the first round step at or above the highest value', () => {
    expect(valueAxis([1, 150000], true)).toEqual({
      bottom: 0,
      top: 150000,
      ticks: [
        { value: 0, label: '0' },
        { value: 50000, label: '50,000' },
        { value: 100000, label: '100,000' },
        { value: 150000, label: '150,000' },
      ],
    });
    expect(valueAxis([150001], true).top).toBe(200000);
  });

  it('writes fractions exactly', () => {
    expect(labels(0.3)).toEqual(['0', '0.1', '0.2', '0.3']);
    expect(labels(0.000012)).toEqual(['0', '0.000005', '0.00001', '0.000015']);
  });

  it('has no fractions where values are whole', () => {
    expect(labels(1, true)).toEqual(['0', '1']);
    expect(labels(2, true)).toEqual(['0', '1', '2']);
    expect(labels(1)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1']);
  });

  it('has the same steps below 0, and no more than the values need', () => {
    const { bottom, top, ticks } = valueAxis([20, -60], true);
    expect([bottom, top]).toEqual([-60, 20]);
    expect(ticks.map(({ label }) => label)).toEqual(['−60', '−40', '−20', '0', '20']);
    expect(valueAxis([-1], true).ticks.map(({ label }) => label)).toEqual(['−1', '0']);
  });

  it('writes huge values in full', () => {
    expect(labels(1_000_000_000.125).at(-1)).toBe('1,500,000,000');
    expect(labels(4e21).at(-1)).toBe('4,000,000,000,000,000,000,000');
  });

  it.each([1, 3, 7, 9.99, 10, 49, 51, 99999, 123456.789, 1e-9])(
    'has at most five steps and holds %d',
    (highest) => {
      const { top, ticks } = valueAxis([highest], false);
      expect(top).toBeGreaterThanOrEqual(highest);
      expect(ticks.length).toBeLessThanOrEqual(6);
    },
  );
});
