import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { InvoiceLine, UsageSeries } from '../src/invoice/document.ts';
import { documentStyle } from './figure-style.ts';
import { dailySeries, dauLine } from './testing/sample-invoice.ts';
import { wordsIn } from './text/bilingual.ts';
import { usageFigure } from './usage-figure.ts';

function shown(series: UsageSeries, lines: InvoiceLine[] = []) {
  const { document } = parseHTML(
    `<body>${usageFigure(series, lines, documentStyle(wordsIn()))}</body>`,
  );
  const text = (selector: string): string | undefined =>
    document.querySelector(selector)?.textContent.trim();
  const keys: string[] = [...document.querySelectorAll('.key li')].map((key) => key.textContent);
  return { document, text, keys };
}

const users = (...quantities: (string | null)[]) => dailySeries('1', 'dau', 'users', quantities);

describe('usageFigure', () => {
  it('names the metric and its highest day with the exact value', () => {
    const { text } = shown(users('120000', '150000', '90000'));
    expect(text('h4')).toBe('每日登录用户 Daily users');
    expect(text('figcaption p')).toBe('最高 Highest 150,000 用户 users · 2026-09-02');
    expect(text('.chart-highest')).toBe('09-02 · 150,000');
  });

  it('takes the earliest of several highest days', () => {
    expect(shown(users('1', '7', '7.0')).text('.chart-highest')).toBe('09-02 · 7');
  });

  it('compares exactly where binary floating point cannot', () => {
    const { text } = shown(users('9007199254740992', '9007199254740993'));
    expect(text('figcaption p')).toContain('2026-09-02');
  });

  it('names the slot of a bandwidth peak, with all digits also in the chart', () => {
    const series = dailySeries('1', 'bandwidth_domestic_mbps', 'Mbps', ['421.3456789']);
    series.days[0]!.peak_at = '2026-09-01T20:35:00+08:00';
    const { text } = shown(series);
    expect(text('h4')).toBe('国内带宽日峰值 Peak bandwidth, domestic');
    expect(text('figcaption p')).toBe('最高 Highest 421.3456789 Mbps · 2026-09-01 20:35');
    expect(text('.chart-highest')).toBe('09-01 20:35 · 421.3456789 Mbps');
  });

  it('draws the included quantity of the line that was counted from the metric', () => {
    const lines = [dauLine('1', { sku: 'roaming', included: '7' }), dauLine('1')];
    const { document, keys } = shown(users('150000', '1'), lines);
    expect(document.querySelectorAll('.chart-included line')).toHaveLength(1);
    expect(keys).toEqual(['包含 Included 100,000']);
  });

  it('only names an included quantity that is far above the bars', () => {
    const { document, keys } = shown(users('1000', '1'), [dauLine('1', { usage: '1000' })]);
    expect(document.querySelectorAll('.chart-included line')).toHaveLength(0);
    expect(keys).toEqual(['包含 Included 100,000（高于图表） (above the chart)']);
  });

  it('draws no included quantity of a month that is a sum of days', () => {
    const line = dauLine('1', { sku: 'bandwidth-domestic', usage: '1000', included: '600' });
    const series = dailySeries('1', 'bandwidth_domestic_mbps', 'Mbps', ['300', '500', '200']);
    const { document, keys } = shown(series, [line]);
    expect(document.querySelectorAll('.chart-included line')).toHaveLength(0);
    expect(keys).toEqual([]);
  });

  it('draws no included quantity of zero', () => {
    expect(shown(users('5'), [dauLine('1', { usage: '5', included: '0' })]).keys).toEqual([]);
  });

  it('counts the days without data', () => {
    expect(shown(users('1', null, null)).keys).toEqual(['无数据 No data 2 天 days']);
    expect(shown(users('1', null)).keys).toEqual(['无数据 No data 1 天 day']);
  });

  it('says that a month has no data instead of drawing it', () => {
    const { document, text } = shown(users(null, null));
    expect(text('figcaption p')).toBe('本月无数据 No data this month');
    expect(document.querySelector('svg')).toBeNull();
    expect(shown(users()).text('figcaption p')).toBe('本月无数据 No data this month');
  });

  it('says that a month is zero throughout instead of drawing it', () => {
    const { document, text, keys } = shown(users('0', '0.0', null));
    expect(text('figcaption p')).toBe('全月为零 Zero all month');
    expect(document.querySelector('svg')).toBeNull();
    expect(keys).toEqual(['无数据 No data 1 天 day']);
  });

  it('draws a chart of a whole width a second time, for phones', () => {
    const series = users('1', '2');
    const figure = usageFigure(series, [], documentStyle(wordsIn()), true);
    const { document } = parseHTML(`<body>${figure}</body>`);
    const sizes = [...document.querySelectorAll('svg')].map((svg) => svg.getAttribute('viewBox'));
    expect(sizes).toEqual(['0 0 776 196', '0 0 372 176']);
  });

  it('escapes a metric, a unit, and times of day', () => {
    const hostile = '"><script>x</script>';
    const series = dailySeries('1', hostile, hostile, ['1', hostile]);
    series.days[0]!.peak_at = hostile;
    series.days[0]!.date = hostile;
    const { document, text } = shown(series);
    expect(document.querySelector('script')).toBeNull();
    expect(text('h4')).toBe(hostile);
    expect(text('figcaption .unit')).toBe(hostile);
    expect(text('.chart-highest')).toBe(`${hostile.slice(5)} · 1`);
  });
});
