import { describe, expect, it } from 'vitest';
import { renderLinesCsv } from './invoice-csv.ts';
import { renderInvoiceHtml } from './invoice-html.ts';
import { dauLine, emptyInvoice } from './testing/sample-invoice.ts';

const creditNote = emptyInvoice({
  kind: 'credit_note',
  number: 'CRN-2026-000001',
  refers_to: 'INV-2026-000007',
  reason: 'Usage data were found wrong and withdrawn',
  corrects: { number: 'INV-2026-000007', issued: '20999.00', now: '10999.00' },
  causes: [{ code: 'withdrawn-data', text: { en: 'Withdrawn <b>', zh: '已撤回' } }],
  postpaid: '-10000.00',
  total: '-10000.00',
  apps: [{ app_id: '007', app_name: 'Chat' }],
  lines: [
    dauLine('007', {
      quantity: '-1',
      unit_price: '10000',
      amount: '-10000.00',
      corrects: {
        issued: '20000.00',
        now: '10000.00',
        usage_issued: '250000',
        usage_now: '150000',
      },
      causes: ['withdrawn-data'],
    }),
  ],
});

function textOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

describe('renderInvoiceHtml of a credit note', () => {
  const page = renderInvoiceHtml(creditNote);
  const text = textOf(page);

  it('says what it is, what it corrects and why', () => {
    expect(page).toContain('<title>贷项通知单 Credit note CRN-2026-000001 · ');
    expect(text).toContain(
      '贷项通知单 Credit note CRN-2026-000001 Example Cloud Communications Ltd. 客户 Customer',
    );
    expect(text).toContain('贷记总额 Total credited CNY −¥10,000.00');
    expect(text).toContain(
      '更正 Corrects INV-2026-000007 已开 Issued so far ¥20,999.00 现为 As known now ¥10,999.00 差额 Difference −¥10,000.00 原因 Why 已撤回 Withdrawn &lt;b&gt;',
    );
    expect(text).not.toContain('Due date');
    expect(text).not.toContain('Total due');
  });

  it('shows the difference with tax, as the issued amounts have it', () => {
    const rate = { net: '-10000.00', tax: '-600.00', gross: '-10600.00' };
    const tax = { ...rate, rates: [{ percent: '6', included: false, ...rate }] };
    const lines = creditNote.lines.map((line) => ({ ...line, tax_percent: '6', tax: '-600.00' }));
    const taxed = textOf(renderInvoiceHtml({ ...creditNote, lines, tax }));
    expect(taxed).toContain('差额 Difference −¥10,600.00 原因');
    expect(taxed).toContain('税率 Tax rate 6% 价外计税 added to the prices');
    expect(text).not.toContain('Tax rate');
  });

  it('shows of each charge what was issued, what is known now and the difference', () => {
    expect(text).toContain('250,000 150,000 20,000.00 10,000.00 −10,000.00');
  });

  it('that takes a voided invoice back says so, with the reason of a person', () => {
    const corrects = { number: 'INV-2026-000007', issued: '10000.00', now: '0.00' };
    const voided = { ...creditNote, corrects, causes: [], reason: 'wrong <company>' };
    expect(textOf(renderInvoiceHtml(voided))).toContain(
      '作废 Cancels INV-2026-000007 已开 Issued so far ¥10,000.00 余额 What is left ¥0.00 差额 Difference −¥10,000.00 原因 Why wrong &lt;company&gt;',
    );
  });

  it('is a page without any charge too', () => {
    const none = { ...creditNote, lines: [], apps: [], total: '0.00', postpaid: '0.00' };
    expect(textOf(renderInvoiceHtml(none))).toContain('更正 Corrects INV-2026-000007');
  });
});

describe('renderInvoiceHtml of another document', () => {
  it('calls a debit note by its name, with its due date', () => {
    const text = textOf(renderInvoiceHtml({ ...creditNote, kind: 'debit_note' }));
    expect(text).toContain('借项通知单 Debit note CRN-2026-000001 ');
    expect(text).toContain('应付总额 Total due CNY −¥10,000.00');
    expect(text).toContain('到期日 Due date 2026-10-07');
  });

  it('says which voided invoice an invoice replaces', () => {
    const page = renderInvoiceHtml(emptyInvoice({ refers_to: 'INV-2026-000007' }));
    expect(textOf(page)).toContain('替代已作废的账单 Replaces the voided invoice INV-2026-000007');
  });
});

describe('renderLinesCsv with a correction', () => {
  it('has the columns of corrections, and the same without one', () => {
    const [header = '', row = ''] = renderLinesCsv([creditNote]).split('\n');
    const more = 'document_kind,refers_to,reason,causes,issued,now,usage_issued,usage_now';
    expect(header).toContain(`,${more},`);
    expect(row.trim()).toMatch(
      /,credit_note,INV-2026-000007,Usage data were found wrong and withdrawn,withdrawn-data,20000\.00,10000\.00,250000,150000,/,
    );
    const [plain] = renderLinesCsv([emptyInvoice({ lines: [dauLine('a')] })]).split('\n');
    expect(plain).toBe(header);
  });
});
