import { describe, expect, it } from 'vitest';
import { chartSize, labelShift, textWidth } from './plot.ts';

const long = '09-30 20:35 · 117,042.495 Mbps';

describe('labelShift', () => {
  it('is 0 in the middle of the month', () => {
    expect(labelShift('09-15 · 150,000', 14, 30, 60)).toBe(0);
  });

  it('is to the right on the first day and to the left on the last', () => {
    expect(labelShift(long, 0, 30, 60)).toBeGreaterThan(0);
    expect(labelShift(long, 29, 30, 60)).toBeLessThan(0);
  });

  it.each([1, 28, 29, 30, 31])('keeps the label on the chart on every day of %i', (days) => {
    for (let index = 0; index < days; index += 1) {
      const room = (chartSize.width - 60 - chartSize.marginRight) / (days + chartSize.dayGap);
      const centre = 60 + room * (index + (1 + chartSize.dayGap) / 2);
      const left = centre + labelShift(long, index, days, 60) - textWidth(long) / 2;
      expect(left).toBeGreaterThanOrEqual(60);
      expect(left + textWidth(long)).toBeLessThanOrEqual(chartSize.width);
    }
  });
});
