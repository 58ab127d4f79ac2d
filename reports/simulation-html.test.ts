import { describe, expect, it } from 'vitest';
import type { SimulationDocument } from '../src/invoice/simulation.ts';
import { renderSimulationHtml } from './simulation-html.ts';

const amounts = { issued: '100.00', simulated: '40.00', difference: '-60.00' };

const simulation: SimulationDocument = {
  format: 'imbill-simulation/1',
  from: '2026-01',
  to: '2026-03',
  currency: 'CNY',
  book: { file: 'new<i>.yaml', list: 'x', from: '2026-01-01', sha256: 'abc', source: 'S & Co' },
  price_list: 'x',
  in_force_from: '2026-01-01',
  total: amounts,
  charges: [
    {
      customer_id: 'c',
      month: '2026-01',
      app_id: 'a1',
      sku: 'dau',
      kind: 'postpaid',
      title: { en: 'Daily users', zh: '日活' },
      ...amounts,
    },
  ],
  invoices: [
    { month: '2026-01', customer_id: 'c', customer_name: 'C', number: 'INV-1', ...amounts },
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

  it('draws a pair of bars a month', () => {
    expect(page).toContain('<title>2026-01: 100.00 → 40.00</title>');
  });

  it('without a difference has no chart of differences', () => {
    const same = { issued: '100.00', simulated: '100.00', difference: '0.00' };
    const customers = [{ customer_id: 'c', customer_name: 'C', ...same }];
    expect(renderSimulationHtml({ ...simulation, customers })).not.toContain('各客户差额');
    expect(page).toContain('各客户差额');
  });
});
