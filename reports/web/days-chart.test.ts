import { describe, expect, it } from 'vitest';
import { daysChart } from './days-chart.ts';

const day = (number: number, quantity: string | null) => ({
  date: `2026-09-${String(number).padStart(2, '0')}`,
  quantity,
});

describe('daysChart', () => {
  const svg = daysChart({
    name: 'Daily users',
    days: [day(1, '150000'), day(2, '0'), day(3, null), day(4, '0.5'), day(5, '100000')],
    highest: { date: '2026-09-01', label: '09-01 · 150,000' },
    reference: '100000',
  }).toString();

  it('says what it is, and each day in full', () => {
    expect(svg).toContain('role="img" aria-label="Daily users"');
    const titles = [...svg.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title);
    expect([...new Set(titles)]).toEqual([
      '2026-09-01: 150,000',
      '2026-09-02: 0',
      '2026-09-03: –',
      '2026-09-04: 0.5',
      '2026-09-05: 100,000',
    ]);
  });

  it('parts a bar where the included quantity ends', () => {
    const first = [...svg.matchAll(/<rect class="(c-bar[^"]*)"[^>]*height="([\d.]+)"/g)];
    const [below, above] = first;
    expect([below?.[1], above?.[1]]).toEqual(['c-bar c-highest', 'c-bar c-highest c-above']);
    // 100,000 are included, 50,000 are above: half as high.
    expect(Number(above?.[2]) / Number(below?.[2])).toBeCloseTo(0.5, 1);
    expect(first.at(-1)?.[1]).toBe('c-bar');
  });

  it('tells no data from zero, and lets a little be seen', () => {
    expect(svg.match(/class="c-no-data"/g)).toHaveLength(1);
    expect(svg.match(/class="c-zero"/g)).toHaveLength(1);
    const little = /<rect class="c-bar"[^>]*height="([\d.]+)"><title>2026-09-04/.exec(svg);
    expect(Number(little?.[1])).toBeGreaterThanOrEqual(1);
  });

  it('keeps the label of the first day within the chart', () => {
    const x = Number(/class="c-mark" x="([\d.]+)"/.exec(svg)?.[1]);
    expect(x).toBeGreaterThan(50);
  });

  it('draws a month of nothing', () => {
    const empty = daysChart({ name: 'x', days: [day(1, null), day(2, '0')] }).toString();
    expect(empty).not.toMatch(/NaN|Infinity|undefined/);
  });
});
