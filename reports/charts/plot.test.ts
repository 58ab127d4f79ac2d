import { describe, expect, it } from 'vitest';
import { documentLook } from './look.ts';
import { labelShift, plotOf } from './plot.ts';
import { valueAxis } from './scale.ts';
import { textWidth } from './svg.ts';

const long = '09-30 20:35 · 117,042.495 Mbps';
const plot = plotOf(valueAxis([150000], true), { width: 372, height: 176 }, documentLook);

describe('labelShift', () => {
  it('is 0 in the middle', () => {
    expect(labelShift('09-15 · 150,000', 210, plot)).toBe(0);
  });

  it('is to the right at the left edge, and to the left at the right edge', () => {
    expect(labelShift(long, plot.left + 5, plot)).toBeGreaterThan(0);
    expect(labelShift(long, plot.right - 5, plot)).toBeLessThan(0);
  });

  it('keeps the label on the chart, wherever its bar is', () => {
    for (let centre = plot.left; centre <= plot.right; centre += 1) {
      const left = centre + labelShift(long, centre, plot) - textWidth(long) / 2;
      expect(left).toBeGreaterThanOrEqual(plot.left);
      expect(left + textWidth(long)).toBeLessThanOrEqual(plot.width);
    }
  });
});
