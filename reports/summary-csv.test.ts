import { describe, expect, it } from 'vitest';
import { renderSummaryCsv } from './summary-csv.ts';
import { emptySummary, sampleSummary } from './testing/sample-summary.ts';

const header =
  '\uFEFFmonth,issued,customer_id,customer_name,invoice_number,currency,prepaid,postpaid,total,findings,' +
  'document_kind,refers_to,status,net,tax,gross\n';

describe('renderSummaryCsv', () => {
  it('writes only the header for a month without invoices', () => {
    expect(renderSummaryCsv(emptySummary())).toBe(header);
  });

  it('writes a row an invoice', () => {
    expect(renderSummaryCsv(sampleSummary({ issued: false }))).toBe(
      `${header}2026-09,false,acme,极致互动（深圳）科技有限公司,INV-2026-000042,CNY,3498.00,33450.99,36948.99,2,invoice,,issued,36948.99,0.00,36948.99
2026-09,false,borealis,Borealis Messaging Group of Companies GmbH & Co. KG,INV-2026-000043,CNY,999.00,0.00,999.00,0,invoice,,issued,999.00,0.00,999.00
2026-09,false,refunded,Refunded,INV-2026-000044,CNY,-500.00,0.00,-500.00,1,invoice,,issued,-500.00,0.00,-500.00
`,
    );
  });

  it('shows tax in the last columns', () => {
    const [first, second] = sampleSummary().invoices;
    const taxed = { ...first!, total: '106.00', net: '100.00', tax: '6.00', gross: '106.00' };
    const lines = renderSummaryCsv(emptySummary({ invoices: [taxed, second!] })).split('\n');
    expect(lines.map((line) => line.split(',').slice(-3).join())).toEqual([
      'net,tax,gross',
      '100.00,6.00,106.00',
      '999.00,0.00,999.00',
      '',
    ]);
  });

  it('makes a name that begins like a formula harmless', () => {
    const [invoice] = sampleSummary().invoices;
    const summary = emptySummary({ invoices: [{ ...invoice!, customer_name: '=1+1' }] });
    expect(renderSummaryCsv(summary)).toContain(",acme,'=1+1,INV-2026-000042,");
  });
});
