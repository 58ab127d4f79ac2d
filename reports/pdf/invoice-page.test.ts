import { describe, expect, it } from 'vitest';
import { dailySeries, dauLine, emptyInvoice, sampleInvoice } from '../testing/sample-invoice.ts';
import { invoicePage } from './invoice-page.ts';
import type { PdfPart } from './page.ts';

function partsNamed<Name extends PdfPart['part']>(parts: readonly PdfPart[], name: Name) {
  return parts.filter((one): one is Extract<PdfPart, { part: Name }> => one.part === name);
}

describe('invoicePage', () => {
  it('shows findings for the customer only, in the language of the document', () => {
    const finding = { code: 'x', app_id: 'a1', message: 'Top up.' };
    const text = { zh: '请充值。', en: 'Top up.' };
    const { parts } = invoicePage(
      emptyInvoice({
        language: 'zh',
        findings: [
          { ...finding, audience: 'customer', text },
          { ...finding, audience: 'internal', text: { zh: '内部', en: 'internal' } },
        ],
      }),
    );
    const [notes] = partsNamed(parts, 'notes');
    expect(notes!.items).toEqual([{ label: 'a1', text: '请充值。' }]);
  });

  it('shows what is to be paid with tax, and each rate', () => {
    const rate = { percent: '6', included: true, net: '9433.96', tax: '566.04', gross: '10000.00' };
    const { parts } = invoicePage(
      emptyInvoice({
        language: 'en',
        lines: [dauLine('a1')],
        total: '10000.00',
        tax: { rates: [rate], net: '9433.96', tax: '566.04', gross: '10000.00' },
      }),
    );
    const [head] = partsNamed(parts, 'head');
    expect(head!.due.amounts).toEqual([{ currency: 'CNY', amount: '¥10,000.00' }]);
    expect(partsNamed(parts, 'table').at(-1)!.groups[0]!.rows).toEqual([
      { cells: [['6%', 'included in the prices'], '9,433.96', '566.04', '10,000.00'] },
      { look: 'total', cells: [['Total due', 'CNY'], '9,433.96', '566.04', '¥10,000.00'] },
    ]);
  });

  it('shows a credit note without a day on which it is due', () => {
    const corrects = { number: 'INV-2026-000007', issued: '10999.00', now: '999.00' };
    const page = invoicePage(
      emptyInvoice({
        language: 'en',
        kind: 'credit_note',
        number: 'CN-2026-000001',
        refers_to: 'INV-2026-000007',
        corrects,
        reason: 'Sent twice.',
        total: '-10000.00',
        lines: [
          dauLine('a1', {
            amount: '-10000.00',
            tax_percent: '6',
            corrects: { issued: '10000.00', now: '0.00' },
          }),
        ],
      }),
    );
    expect(page.title).toBe('Credit note CN-2026-000001 · 极致互动（深圳）科技有限公司');
    const [head] = partsNamed(page.parts, 'head');
    expect(head!.due.facts.map(({ label }) => label)).toEqual(['Issue date', 'Billing month']);
    expect(partsNamed(page.parts, 'section')[0]!.title).toEqual(['Cancels', 'INV-2026-000007']);
    expect(partsNamed(page.parts, 'facts')[1]!.items).toEqual([
      { label: 'Issued so far', lines: ['¥10,999.00'] },
      { label: 'What is left', lines: ['¥999.00'] },
      { label: 'Difference', lines: ['−¥10,000.00'] },
    ]);
    const [notes] = partsNamed(page.parts, 'notes');
    expect([notes!.title, ...notes!.items.map(({ text }) => text)]).toEqual(['Why', 'Sent twice.']);
    const [table] = partsNamed(page.parts, 'table');
    expect(table!.groups[0]!.rows[0]!.cells.slice(1)).toEqual([
      '',
      '',
      '10,000.00',
      '0.00',
      '−10,000.00',
    ]);
    expect(table!.groups[0]!.rows[0]!.notes![0]).toEqual(['Tax rate', '6%', 'added to the prices']);
  });

  it('shows the difference of a correction with tax', () => {
    const rate = { net: '-100.00', tax: '-6.00', gross: '-106.00' };
    const { parts } = invoicePage(
      emptyInvoice({
        language: 'en',
        kind: 'credit_note',
        refers_to: 'INV-2026-000007',
        corrects: { number: 'INV-2026-000007', issued: '106.00', now: '0.00' },
        total: '-100.00',
        tax: { ...rate, rates: [{ percent: '6', included: false, ...rate }] },
      }),
    );
    expect(partsNamed(parts, 'facts')[1]!.items[2]).toEqual({
      label: 'Difference',
      lines: ['−¥106.00'],
    });
  });

  it('lists the values by day behind a sum, with the days without data', () => {
    const usage = dailySeries('a1', 'bandwidth_domestic_mbps', 'Mbps', ['300', null, '500.5']);
    const line = dauLine('a1', {
      sku: 'bandwidth-domestic',
      title: { zh: '带宽', en: 'Bandwidth' },
      usage: '800.5',
      unit: 'Mbps',
      sum_of: {
        metric: 'bandwidth_domestic_mbps',
        days: [{ from: '2026-09-01', until: '2026-09-03' }],
      },
    });
    const { parts } = invoicePage(emptyInvoice({ language: 'en', lines: [line], usage: [usage] }));
    expect(partsNamed(parts, 'days')).toEqual([
      {
        part: 'days',
        title: 'Values by day',
        line: 'Bandwidth',
        days: [
          { date: '09-01', quantity: '300' },
          { date: '09-03', quantity: '500.5' },
        ],
        sum: ['Sum', '800.5', 'Mbps-days', 'No data', '09-02'],
      },
    ]);
  });

  it('ends with the entry in the ledger, the root, and how to check both', () => {
    const ledger = { position: '7', content_sha256: 'c'.repeat(64), previous_sha256: '' };
    const inputs = { documentsRoot: '0123456789abcdef'.repeat(4) };
    const { parts } = invoicePage(emptyInvoice({ language: 'zh', ledger }), inputs);
    const groups = Array.from({ length: 4 }, () => ['01234567', '89abcdef']).flat();
    expect(parts.at(-1)).toEqual({
      part: 'check',
      title: '核验',
      entry: '账本第 7 项',
      root: { label: '根哈希', groups },
      how: '请向出账方索取 INV-2026-000042 的证明。在浏览器中打开 verify.html 并放入该证明的文件夹，或运行 node verify.mjs。无需联网。',
    });
    const preview = invoicePage(emptyInvoice({ number: 'PREVIEW-2026-09-acme' }), inputs);
    expect(partsNamed(preview.parts, 'check')).toEqual([]);
  });

  it('marks a preview on each page', () => {
    const page = invoicePage(sampleInvoice({ number: 'PREVIEW-2026-09-acme', language: 'en' }));
    expect(page.mark).toBe('Preview, nothing is issued');
    expect(invoicePage(sampleInvoice()).mark).toBeUndefined();
  });
});
