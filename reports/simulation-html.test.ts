import { describe, expect, it } from 'vitest';
import type { SimulationDocument } from '../src/invoice/simulation.ts';
import { differenceChartSvg, largestDifferences } from './charts/difference-chart.ts';
import { comparisonChartSvg } from './charts/months-chart.ts';
import { renderSimulationHtml } from './simulation-html.ts';

const amounts = { issued: '100.00', simulated: '40.00', difference: '-60.00' };

const simulation: SimulationDocument = {
  ...{ format: 'imbill-simulation/1', from: '2026-01', to: '2026-03', currency: 'CNY' },
  book: { file: 'new<i>.yaml', list: 'x', from: '2026-01-01', sha256: 'abc', source: 'S & Co' },
  ...{ price_list: 'x', in_force_from: '2026-01-01', total: amounts },
  charges: [
    {
      ...{ customer_id: 'c', month: '2026-01', app_id: 'a1', sku: 'dau', kind: 'postpaid' },
      ...{ title: { en: 'Daily users', zh: '日活' }, ...amounts },
    },
  ],
  invoices: [
    { ...{ month: '2026-01', customer_id: 'c', customer_name: 'C', number: 'INV-1' }, ...amounts },
  ],
  customers: [{ customer_id: 'c', customer_name: '<b>C</b>', ...amounts }],
  months: [{ month: '2026-01', ...amounts }],
  skus: [{ sku: 'dau', title: { en: 'Daily users', zh: '日活' }, ...amounts }],
  months_without_invoices: ['2026-02', '2026-03'],
  skipped: [{ number: 'INV-0', month: '2026-01', customer_id: 'd' }],
  findings: [
    {
      code: 'usage-unpriced',
      app_id: 'a1',
      message: 'No <price>',
      customer_id: 'c',
      month: '2026-01',
    },
  ],
};

describe('renderSimulationHtml', () => {
  const page = renderSimulationHtml(simulation);

  it('shows totals, charges, what is left out and new findings, all escaped', () => {
    expect(page).toContain('<span class="number">−60.00</span>');
    expect(page).toContain('<tr data-sku="dau">');
    expect(page).toContain('2026-02, 2026-03');
    expect(page).toContain('INV-0');
    expect(page).toContain('No &lt;price&gt;');
    expect(page).toContain('&lt;b&gt;C&lt;/b&gt;');
    expect(page).toContain('new&lt;i&gt;.yaml');
    expect(page).not.toMatch(/<script|<b>C|<i>\.yaml/);
    expect(renderSimulationHtml(simulation)).toBe(page);
  });

  it('without a difference has no chart of differences', () => {
    const same = { issued: '100.00', simulated: '100.00', difference: '0.00' };
    const customers = [{ customer_id: 'c', customer_name: 'C', ...same }];
    expect(renderSimulationHtml({ ...simulation, customers })).not.toContain('各客户差额');
    expect(page).toContain('各客户差额');
  });
});

describe('comparisonChartSvg', () => {
  it('has a pair of bars a month, those below zero under the base line', () => {
    const svg = comparisonChartSvg([
      { name: '2026-01', ...amounts },
      { name: '2026-02', issued: '-50.00', simulated: '0.00', difference: '50.00' },
    ]);
    expect(svg.match(/<title>/g)).toHaveLength(4);
    expect(svg).toContain('2026-02, issued: −50.00');
    expect(svg).toContain('>−60<');
    expect(svg).not.toContain('NaN');
  });

  it('writes each month once, under its own bars', () => {
    const months = ['2026-01', '2026-02', '2026-03'];
    const svg = comparisonChartSvg(months.map((name) => ({ name, ...amounts })));
    expect(svg.match(/(?<=>)2026-\d\d(?=<)/g)).toEqual(months);
    const pairs = svg.split('<g transform="translate(').slice(1);
    expect(pairs.map((pair) => pair.match(/(?<=>)2026-\d\d(?=<)/g))).toEqual(
      months.map((month) => [month]),
    );
    expect(new Set(pairs.map((pair) => Number.parseFloat(pair))).size).toBe(3);
  });
});

describe('differenceChartSvg', () => {
  it('shows the largest differences first, names as text', () => {
    const bar = (id: string, difference: string) => ({ id, name: `<${id}>`, difference });
    const bars = [bar('a', '5.00'), bar('b', '-70.00'), bar('c', '0.00')];
    const largest = largestDifferences(bars);
    expect(largest.map(({ id }) => id)).toEqual(['b', 'a']);
    const svg = differenceChartSvg(largest);
    expect(svg).toContain('&lt;b&gt;');
    expect(svg).toMatch(/−70\.00[\s\S]*\+5\.00/);
    expect(svg).not.toContain('NaN');
  });
});
