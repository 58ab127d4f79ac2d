import { describe, expect, it } from 'vitest';
import { differenceChart, largestDifferences } from './difference-chart.ts';

describe('differenceChart', () => {
  it('shows the largest differences first, names as text', () => {
    const bar = (id: string, difference: string) => ({ id, name: `<${id}>`, difference });
    const bars = [bar('a', '5.00'), bar('b', '-70.00'), bar('c', '0.00')];
    const largest = largestDifferences(bars);
    expect(largest.map(({ id }) => id)).toEqual(['b', 'a']);
    const svg = differenceChart(largest).toString();
    expect(svg).toContain('&lt;b&gt;');
    expect(svg).toMatch(/−70\.00[\s\S]*\+5\.00/);
    expect(svg).not.toContain('NaN');
  });
});
