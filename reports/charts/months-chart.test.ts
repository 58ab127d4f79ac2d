import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { pageLook } from './look.ts';
import { type MonthBars, monthsChart } from './months-chart.ts';

const bars = (month: string, first: string, second: string): MonthBars => ({
  month,
  tooltip: `${month}: x`,
  parts: [
    { kind: 'first', amount: first },
    { kind: 'second', amount: second },
  ],
});

function drawn(months: MonthBars[], isBeside = false) {
  const size = { width: 500, height: 190 };
  const svg = monthsChart({ name: 'x', size, months, isBeside }, pageLook).toString();
  const { document } = parseHTML(svg);
  const texts = (mark: string) =>
    [...document.querySelectorAll(`.c-${mark} text`)].map((text) => text.textContent);
  const rects = [...document.querySelectorAll('rect')].map((rect) => ({
    kind: rect.getAttribute('class')!.slice(2),
    x: Number(rect.getAttribute('x')),
    width: Number(rect.getAttribute('width')),
    y: Number(rect.getAttribute('y')),
    height: Number(rect.getAttribute('height')),
  }));
  return { svg, texts, rects };
}

describe('monthsChart', () => {
  it('stands the second part upon the first', () => {
    const [first, second] = drawn([bars('2026-09', '100', '50')]).rects;
    expect(second!.y + second!.height).toBeCloseTo(first!.y, 1);
    expect(second!.height / first!.height).toBeCloseTo(0.5, 1);
  });

  it('begins parts of different signs at the base line', () => {
    const { rects, texts } = drawn([bars('2026-09', '100', '-50')]);
    expect(rects[1]!.y).toBeCloseTo(rects[0]!.y + rects[0]!.height, 1);
    expect(texts('values')).toEqual(['−60', '−40', '−20', '0', '20', '40', '60', '80', '100']);
  });

  it('stands the parts beside each other if asked to', () => {
    const { rects } = drawn([bars('2026-01', '100', '40'), bars('2026-02', '-50', '0')], true);
    expect(rects.map(({ kind }) => kind)).toEqual(['first', 'second', 'first', 'second']);
    expect(rects[1]!.x).toBeGreaterThan(rects[0]!.x + rects[0]!.width);
    expect(rects[0]!.y + rects[0]!.height).toBeCloseTo(rects[2]!.y, 1);
  });

  it('labels the last month, and no more than there is room for', () => {
    const months = Array.from({ length: 36 }, (_, index) =>
      bars(
        `${2023 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
        '1',
        '1',
      ),
    );
    const labels = drawn(months).texts('labels');
    expect(labels.at(-1)).toBe('2025-12');
    expect(labels.length).toBeLessThan(9);
  });

  it('hatches the bars of an open month, within their edges', () => {
    const { svg, rects } = drawn([
      bars('2026-09', '100', '0'),
      { ...bars('2026-10', '60', '0'), isOpen: true },
    ]);
    expect(rects.map(({ kind }) => kind)).toEqual(['first', 'second', 'open', 'open']);
    const { x, y, width, height } = rects[2]!;
    const ends = [...svg.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, a, b]) => [
      Number(a),
      Number(b),
    ]);
    expect(ends.length).toBeGreaterThan(20);
    for (const [left, top] of ends as [number, number][]) {
      expect(left).toBeGreaterThanOrEqual(x - 0.1);
      expect(left).toBeLessThanOrEqual(x + width + 0.1);
      expect(top).toBeGreaterThanOrEqual(y - 0.1);
      expect(top).toBeLessThanOrEqual(y + height + 0.1);
    }
  });

  it('draws months of nothing', () => {
    expect(drawn([bars('2026-09', '0', '0')]).svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(drawn([]).svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});
