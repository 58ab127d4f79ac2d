import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { taxLines } from '../src/rating/line-tax.ts';
import { renderLinesCsv } from './invoice-csv.ts';
import { dauLine, emptyInvoice, proLine, sampleInvoice } from './testing/sample-invoice.ts';

const header =
  '\uFEFFinvoice_number,month,customer_id,customer_name,currency,issue_date,due_date,' +
  'app_id,sku,kind,title_en,title_zh,usage,unit,included,quantity,unit_price,amount,' +
  'peak_date,peak_at,order_id,valid_from,valid_until,explanation_en,explanation_zh,source,contract,' +
  'document_kind,refers_to,reason,causes,issued,now,usage_issued,usage_now,' +
  'issuer,issuer_tax_id,customer_tax_id,purchase_order,tags,tax_percent,net,tax\n';

const { issuer } = emptyInvoice();

type LineRecord = Record<'invoice_number' | 'app_id' | 'sku' | 'usage' | 'amount', string>;

function records(text: string): LineRecord[] {
  return parse(text, { columns: true, record_delimiter: '\n', bom: true });
}

describe('renderLinesCsv', () => {
  it('writes only the header for no invoices and for invoices without lines', () => {
    expect(renderLinesCsv([])).toBe(header);
    expect(renderLinesCsv([emptyInvoice()])).toBe(header);
  });

  it('writes a row a line with the fields of its invoice', () => {
    const explanation = { en: '1 month × 999.', zh: '1 个月 × 999。' };
    const contract = { name: 'L-17', from: '2026-01-01' };
    const line = proLine('007', { explanation, source: 'page', contract });
    expect(renderLinesCsv([emptyInvoice({ customer_name: 'Acme, Inc.', lines: [line] })])).toBe(
      `${header}INV-2026-000042,2026-09,acme,"Acme, Inc.",CNY,2026-10-01,2026-10-07,` +
        '007,pro,prepaid,Pro plan,专业版套餐,,,,1,999,999.00,' +
        ',,O-20260905-0001,2026-09-05,2026-10-04,1 month × 999.,1 个月 × 999。,page,L-17,' +
        `invoice,,,,,,,,${issuer},,,,,,999.00,0.00\n`,
    );
  });

  it('shows the tax of lines in the last columns', () => {
    const { lines, tax } = taxLines([
      { line: proLine('a'), tax: { percent: '6', included: false } },
      { line: dauLine('a') },
    ]);
    const text = renderLinesCsv([
      emptyInvoice({ lines, tax: tax! }),
      emptyInvoice({ lines: [dauLine('b')] }),
    ]);
    expect(text.split('\n').map((row) => row.split(',').slice(-3).join())).toEqual([
      'tax_percent,net,tax',
      '6,999.00,59.94',
      '0,10000.00,0.00',
      ',10000.00,0.00',
      '',
    ]);
  });

  it('keeps the order of invoices and lines', () => {
    const rows = records(
      renderLinesCsv([
        emptyInvoice({ number: 'B', lines: [dauLine('2'), proLine('1')] }),
        emptyInvoice({ number: 'A', lines: [dauLine('3')] }),
      ]),
    );
    expect(rows.map((row) => [row.invoice_number, row.app_id, row.sku])).toEqual([
      ['B', '2', 'dau'],
      ['B', '1', 'pro'],
      ['A', '3', 'dau'],
    ]);
  });

  it('makes hostile texts harmless and leaves amounts alone', () => {
    const hostile = '=HYPERLINK("http://a.example","x")';
    const lines = [proLine('-7', { unit_price: '-500', amount: '-500.00', order_id: '@x' })];
    const [row] = records(renderLinesCsv([emptyInvoice({ customer_name: hostile, lines })]));
    expect(row).toMatchObject({
      customer_name: `'${hostile}`,
      app_id: "'-7",
      order_id: "'@x",
      unit_price: '-500',
      amount: '-500.00',
    });
  });

  it('does not change a number by a digit', () => {
    const usage = '1000000000.123456789';
    const [row] = records(renderLinesCsv([emptyInvoice({ lines: [dauLine('1', { usage })] })]));
    expect(row?.usage).toBe(usage);
  });

  it('writes every line of the sample', () => {
    expect(records(renderLinesCsv([sampleInvoice()])).map((row) => row.amount)).toEqual(
      sampleInvoice().lines.map((line) => line.amount),
    );
  });
});
