import { describe, expect, it } from 'vitest';
import type { InvoiceDocument } from '../src/invoice/document.ts';
import { renderInvoiceJson, renderSummaryJson } from './canonical-json.ts';
import { emptyInvoice, sampleInvoice } from './testing/sample-invoice.ts';
import { emptySummary } from './testing/sample-summary.ts';

describe('renderInvoiceJson', () => {
  it('sorts keys, writes no white space and ends with one newline', () => {
    expect(renderInvoiceJson(emptyInvoice({ customer_name: '极致 "A"' }))).toBe(
      '{"apps":[],"currency":"CNY","customer_id":"acme","customer_name":"极致 \\"A\\"",' +
        '"due_date":"2026-10-07","findings":[],"format":"imbill-invoice/1",' +
        '"issue_date":"2026-10-01","issuer":"Example Cloud Communications Ltd.","lines":[],' +
        '"month":"2026-09","number":"INV-2026-000042","postpaid":"0.00","prepaid":"0.00",' +
        '"price_books":[],"price_list":"tencent-im","time_zone":"Asia/Shanghai",' +
        '"total":"0.00","usage":[]}\n',
    );
  });

  it('gives a document back as it was', () => {
    expect(JSON.parse(renderInvoiceJson(sampleInvoice()))).toEqual(sampleInvoice());
  });

  it('does not depend on the order of keys', () => {
    const invoice = sampleInvoice();
    const reversed = Object.fromEntries(Object.entries(invoice).toReversed());
    expect(renderInvoiceJson(reversed as unknown as InvoiceDocument)).toBe(
      renderInvoiceJson(invoice),
    );
  });
});

const counts = { source: 'logins', lines: 3, headers: 1, accepted: 2, rejected: 0 };
const file = { ...counts, path: 'a.csv', sha256: 'ab' };
const sampleLoaded = emptySummary({ loaded: [{ ...counts, files: 1 }], files: [file] });

describe('renderSummaryJson', () => {
  it('sorts keys, writes no white space and ends with one newline', () => {
    expect(renderSummaryJson(sampleLoaded)).toBe(
      '{"coverage":[],"findings":[],"format":"imbill-summary/1","invoices":[],"issued":true,' +
        '"loaded":[{"accepted":2,"files":1,"headers":1,"lines":3,"rejected":0,"source":"logins"}],' +
        '"month":"2026-09","time_zone":"Asia/Shanghai","totals":[]}\n',
    );
  });

  it('is the same whatever the files are called', () => {
    const renamed = { ...sampleLoaded, files: [{ ...file, path: 'b.csv' }] };
    expect(renderSummaryJson(renamed)).toBe(renderSummaryJson(sampleLoaded));
  });
});
