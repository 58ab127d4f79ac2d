import { describe, expect, it } from 'vitest';
import { monthsChart, sparkline } from './months-chart.ts';

const bar = (month: string, first: string, second: string) => ({
  month,
  title: `${month}: x`,
  parts: [
    { kind: 'first' as const, amount: first },
    { kind: 'second' as const, amount: second },
  ],
});

describe('monthsChart', () => {
  it('stands the second part upon the first', () => {
    const svg = monthsChart({ name: 'x', months: [bar('2026-09', '100', '50')] }).toString();
    const [first, second] = rects(svg);
    expect(second!.y + second!.height).toBeCloseTo(first!.y, 1);
    expect(second!.height / first!.height).toBeCloseTo(0.5, 1);
  });

  it('begins parts of different signs at the base line', () => {
    const svg = monthsChart({ name: 'x', months: [bar('2026-09', '100', '-50')] }).toString();
    const [first, second] = rects(svg);
    expect(second!.y).toBeCloseTo(first!.y + first!.height, 1);
    expect(svg).toContain('>−100<');
  });

  it('labels the last month, and no more than there is room for', () => {
    const months = Array.from({ length: 36 }, (_, index) =>
      bar(
        `${2023 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
        '1',
        '1',
      ),
    );
    const svg = monthsChart({ name: 'x', months, isHalf: true }).toString();
    const labels = [...svg.matchAll(/class="c-label"[^>]*>([\d-]+)</g)].map(([, text]) => text);
    expect(labels.at(-1)).toBe('2025-12');
    expect(labels.length).toBeLessThan(9);
  });

  it('draws nothing but months of nothing', () => {
    const svg = monthsChart({ name: 'x', months: [bar('2026-09', '0', '0')] }).toString();
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('sparkline', () => {
  it('is one path, whatever is missing', () => {
    const svg = sparkline([1, undefined, 4, -2]).toString();
    expect(svg.match(/<path/g)).toHaveLength(1);
    // The first is a quarter of the third: 5.5 of 22 units high.
    expect(svg).toContain('d="M15 22V16.5M75 22V0"');
    expect(sparkline([]).toString()).toContain('d=""');
  });
});

function rects(svg: string): { y: number; height: number }[] {
  return [...svg.matchAll(/<rect[^>]*y="([\d.]+)" height="([\d.]+)"/g)].map(([, y, height]) => ({
    ...{ y: Number(y), height: Number(height) },
  }));
}
