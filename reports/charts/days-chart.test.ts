import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { colours } from './colours.ts';
import { type DaysChart, daysChart } from './days-chart.ts';
import { documentLook, pageLook } from './look.ts';

const dateOf = (index: number) => `2026-09-${String(index + 1).padStart(2, '0')}`;
const label = fc.constantFrom(
  '09-05 · 1,234.5',
  '09-30 · 1,000,000,000.123456789',
  'a <b> & "c"',
  '最高 9 人',
  'no\u00a0break',
);

function chartOf(quantities: (string | null)[], more: Partial<DaysChart> = {}): DaysChart {
  const days = quantities.map((quantity, index) => ({ date: dateOf(index), quantity }));
  return { name: 'Daily users', days, ...more };
}

const svgOf = (chart: DaysChart) => daysChart(chart, documentLook).toString();

function drawn(chart: DaysChart) {
  const { document } = parseHTML(`<body>${svgOf(chart)}</body>`);
  const all = (mark: string, element: string) => [
    ...document.querySelectorAll(`.chart-${mark} ${element}`),
  ];
  return { document, all };
}

const texts = (elements: { textContent: string }[]) => elements.map((each) => each.textContent);
const numbers = (elements: Element[], attribute: string) =>
  elements.map((each) => Number(each.getAttribute(attribute)));

type Element = { getAttribute(name: string): string | null; textContent: string };

describe('daysChart', () => {
  it('draws bars as high as their values', () => {
    const heights = numbers(drawn(chartOf(['100', '50', '25'])).all('day', 'rect'), 'height');
    expect(heights[0]).toBeCloseTo(176 - 22 - 22);
    expect(heights[1]).toBeCloseTo(heights[0]! / 2);
    expect(heights[2]).toBeCloseTo(heights[0]! / 4);
  });

  it('draws a day without data, a zero and a value each in its own way', () => {
    const { all } = drawn(chartOf([null, '0', '3', null]));
    expect(texts(all('no-data', 'rect title'))).toEqual(['2026-09-01: –', '2026-09-04: –']);
    expect(texts(all('zero', 'line title'))).toEqual(['2026-09-02: 0']);
    expect(texts(all('day', 'rect title'))).toEqual(['2026-09-03: 3']);
  });

  it('shows days without data below the base line, never as high as values', () => {
    const strips = drawn(chartOf(['100', null, null])).all('no-data', 'rect');
    expect(numbers(strips, 'y')).toEqual([156]);
    expect(numbers(strips, 'height')).toEqual([3]);
  });

  it('tints weekends behind all else, a Saturday with its Sunday', () => {
    // 2026-09-05 is a Saturday, and 2026-09-30 a Wednesday.
    const { document, all } = drawn(chartOf(Array.from({ length: 30 }, () => '1')));
    expect(all('weekend', 'rect')).toHaveLength(4);
    const [first] = numbers(all('weekend', 'rect'), 'x');
    const [fifth, sixth] = numbers(all('day', 'rect'), 'x').slice(4);
    expect(first).toBeLessThan(fifth!);
    const [width] = numbers(all('weekend', 'rect'), 'width');
    expect(width).toBeCloseTo(2 * (sixth! - fifth!), 1);
    expect(document.querySelector('svg')?.firstElementChild?.getAttribute('class')).toBe(
      'chart-weekend',
    );
  });

  it('can have the whole width of a page', () => {
    const svg = daysChart(chartOf(['1']), documentLook, 'whole').toString();
    expect(svg).toContain('viewBox="0 0 776 196"');
  });

  it('colours the highest day alone and writes its label', () => {
    const highest = { date: '2026-09-02', label: '09-02 · 9' };
    const { all } = drawn(chartOf(['5', '9', '7'], { highest }));
    expect(all('day', 'rect').map((bar) => bar.getAttribute('fill'))).toEqual([
      colours.bar,
      colours.accent,
      colours.bar,
    ]);
    expect(texts(all('highest', 'text'))).toEqual(['09-02 · 9']);
  });

  it('marks nothing where no day is highest', () => {
    const { all } = drawn(chartOf(['0', '0']));
    expect(all('highest', 'text')).toEqual([]);
    expect(all('zero', 'line')).toHaveLength(2);
  });

  it('draws the reference line at its value', () => {
    const { all } = drawn(chartOf(['100', '80'], { reference: '50' }));
    const [line] = numbers(all('included', 'line'), 'y1');
    expect(line).toBeCloseTo((22 + 154) / 2);
  });

  it('grows the axis to hold a reference above all bars', () => {
    const { all } = drawn(chartOf(['10'], { reference: '40' }));
    expect(texts(all('values', 'text'))).toEqual(['0', '10', '20', '30', '40']);
  });

  it.each([28, 29, 30, 31])('draws a month of %i days', (length) => {
    const { all } = drawn(chartOf(Array.from({ length }, (_, day) => String(day + 1))));
    expect(all('day', 'rect')).toHaveLength(length);
    expect(texts(all('days', 'text'))).toEqual(
      [1, 5, 10, 15, 20, 25, length].map((day) => `9/${day}`),
    );
  });

  it('draws a month with one value', () => {
    const month = Array.from({ length: 30 }, (_, day) => (day === 14 ? '7' : null));
    const { all } = drawn(chartOf(month));
    expect(all('day', 'rect')).toHaveLength(1);
    expect(texts(all('no-data', 'rect title'))).toEqual([
      '2026-09-01 – 2026-09-14: –',
      '2026-09-16 – 2026-09-30: –',
    ]);
  });

  it('writes huge values in full and leaves room for them', () => {
    const { document, all } = drawn(chartOf(['1000000000.123456789', '1']));
    expect(texts(all('values', 'text')).at(-1)).toBe('1,500,000,000');
    expect(texts(all('day', 'rect title'))[0]).toBe('2026-09-01: 1,000,000,000.123456789');
    const [left] = numbers(all('grid', 'line'), 'x1');
    expect(left).toBeGreaterThan('1,500,000,000'.length * 5.8);
    expect(document.querySelector('svg')?.getAttribute('viewBox')).toBe('0 0 372 176');
  });

  it('lets a value be seen however small it is beside the highest', () => {
    const { all } = drawn(chartOf(['1000000', '1']));
    expect(numbers(all('day', 'rect'), 'height')[1]).toBeGreaterThan(1);
  });

  it('draws an empty axis for no days at all', () => {
    expect(drawn(chartOf([])).all('day', 'rect')).toEqual([]);
  });

  it('is the same text every time, without style sheets and ids', () => {
    const chart = chartOf(['5', null, '0'], { reference: '2' });
    expect(svgOf(chart)).toBe(svgOf(chart));
    expect(svgOf(chart)).not.toMatch(/<style|\sid=|url\(|href/);
  });

  it('keeps every shape on the chart, whatever the values and labels are', () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 28n }).map(String);
    const quantity = fc.oneof(
      fc.constant(null),
      fc.constantFrom('-5', 'n/a', '<b> & \u00a0"'),
      fc.constantFrom('0', '0.0', '1', '0.000000001', '7.25', '100000', '99999999999999999999'),
      fc.nat(3_000_000).map(String),
      fc.tuple(digits, fc.nat(999_999_999)).map(([whole, part]) => `${whole}.${part}`),
      fc.double({ min: 0, max: 2_000_000, noNaN: true }).map((value) => value.toFixed(3)),
    );
    const chart = fc
      .record({
        quantities: fc.oneof(
          fc.array(quantity, { minLength: 28, maxLength: 31 }),
          fc.array(quantity, { maxLength: 12 }),
        ),
        highest: fc.option(fc.record({ day: fc.nat(31), label: fc.oneof(label, fc.string()) })),
        reference: fc.option(
          fc.oneof(fc.nat(200_000).map(String), fc.constantFrom('0', '0.5', '12345678.9')),
        ),
      })
      .map(({ quantities, highest, reference }): DaysChart => {
        const more = {
          ...(highest && { highest: { ...highest, date: dateOf(highest.day) } }),
          ...(reference !== null && { reference }),
        };
        return chartOf(quantities, more);
      });
    fc.assert(
      fc.property(chart, (one) => {
        const text = svgOf(one);
        const svg = parseHTML(text).document.querySelector('svg')!;
        expect(text).not.toMatch(/NaN|undefined|Infinity/);
        const ofDays = svg.querySelectorAll(
          '.chart-day rect, .chart-no-data rect, .chart-zero line',
        );
        expect(ofDays.length).toBeLessThanOrEqual(one.days.length);
        for (const bar of svg.querySelectorAll('rect')) {
          const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) =>
            Number(bar.getAttribute(name)),
          ) as [number, number, number, number];
          expect([x >= 0, x + width <= 372, y >= 0, y + height <= 176]).toEqual(
            Array(4).fill(true),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('daysChart on a page', () => {
  const chart = chartOf(['150000', '0', null, '0.5', '120000'], {
    highest: { date: '2026-09-01', label: '09-01 · 150,000' },
    reference: '100000',
  });
  const svg = daysChart(chart, pageLook).toString();

  it('says what it shows, and leaves colours to the style sheet', () => {
    expect(svg).toContain('role="img" aria-label="Daily users"');
    expect(svg).not.toMatch(/fill=|stroke=|style=|NaN/);
  });

  it('colours what is above the included quantity, but not on the highest day', () => {
    const { document } = parseHTML(svg);
    const above = [...document.querySelectorAll('.c-above rect')];
    expect(texts(above.map((bar) => bar.querySelector('title')!))).toEqual(['2026-09-05: 120,000']);
    // The axis is 132 units high and ends at 150,000.
    expect(numbers(above, 'height')[0]).toBeCloseTo((132 * 20_000) / 150_000, 1);
    expect(document.querySelectorAll('.c-highest')).toHaveLength(1);
  });
});
