import { describe, expect, it } from 'vitest';
import { sampleSummary } from '../testing/sample-summary.ts';
import { summaryPage } from './summary-page.ts';

describe('summaryPage', () => {
  it('shows amounts with tax, as the page of the month does', () => {
    const taxed = { total: '100.00', net: '100.00', tax: '6.00', gross: '106.00' };
    const [invoice] = sampleSummary().invoices;
    const { parts } = summaryPage(
      sampleSummary({
        invoices: [{ ...invoice!, ...taxed, currency: 'CNY' }],
        totals: [{ currency: 'CNY', prepaid: '0.00', postpaid: '100.00', ...taxed }],
      }),
    );
    const head = parts.find(({ part }) => part === 'head');
    expect(head).toMatchObject({ due: { amounts: [{ currency: 'CNY', amount: '¥106.00' }] } });
    const table = parts.find(({ part }) => part === 'table');
    expect(table).toMatchObject({ groups: [{ rows: [{ cells: { 4: ['106.00', 'CNY'] } }] }] });
  });
});
