import { describe, expect, it } from 'vitest';
import type { CustomerApp } from '../../src/snapshot/read/customer-apps.ts';
import type { CustomerDetail } from '../../src/snapshot/read/customer-detail.ts';
import { sampleInvoice } from '../testing/sample-invoice.ts';
import { hasAppPages, renderCustomerPage } from './customer-page.ts';
import { pageContext } from './page-context.ts';

const invoice = sampleInvoice();
const address = { page: 'customer', month: '2026-09', customer: 'acme' } as const;
const served = (language: 'en' | 'zh') =>
  pageContext({ language, address, isServed: true, depth: 5 });

const app: CustomerApp = {
  appId: '1400000001',
  appName: '天空之城 Sky City',
  currency: 'CNY',
  lines: invoice.lines.filter(({ app_id }) => app_id === '1400000001'),
  corrections: [],
  services: [],
  allowances: [],
  findings: [],
  isUsageOfNow: false,
  usage: invoice.usage.filter(({ app_id }) => app_id === '1400000001'),
};

const detail: CustomerDetail = {
  month: '2026-09',
  customerId: 'acme',
  name: invoice.customer_name,
  months: [
    { month: '2026-07', isIssued: true },
    { month: '2026-09', isIssued: true },
    { month: '2026-10', isIssued: false },
  ],
  totals: [],
  documents: [{ document: invoice, isVoided: false }],
  apps: [app],
  findings: invoice.findings,
};

describe('renderCustomerPage', () => {
  it('leads to the months before and after that the customer has', () => {
    const text = renderCustomerPage(detail, served('en'));
    expect([...text.matchAll(/href="([^"]*)" rel="(prev|next)"/g)].map(([, to]) => to)).toEqual([
      '../../../../../en/months/2026-07/customers/acme/',
      '../../../../../en/months/2026-10/customers/acme/',
    ]);
  });

  it('gives every amount with all of its digits, in one language', () => {
    const text = renderCustomerPage(detail, served('zh'));
    expect(text).toContain('<span>7,225.4956789 <span class="unit">Mbps</span></span>');
    expect(text).toContain('<strong>14,450.99</strong>');
    expect(text).toContain('<span class="item">音视频聊天室带宽（国内）</span>');
    expect(text).not.toContain('AV chat room bandwidth');
    // 999 + 2,000 − 500 + 10,000 + 14,450.99 + 9,000.
    expect(text).toContain('<span class="number">35,949.99</span>');
  });

  it('says what was corrected, and that the days are those of now', () => {
    const correction = {
      ...app.lines[4]!,
      amount: '-20.00',
      corrects: {
        issued: '14450.99',
        now: '14430.99',
        usage_issued: '7225.5',
        usage_now: '7215.5',
      },
    };
    const corrected = { ...app, corrections: [correction], isUsageOfNow: true };
    const text = renderCustomerPage({ ...detail, apps: [corrected] }, served('en'));
    expect(text).toContain('<td class="numeric" data-label="Now"><span>14,430.99</span></td>');
    expect(text).toContain('<td class="numeric" data-label="Difference"><strong>−20.00</strong>');
    expect(text).toContain('These daily values are measured today');
    expect(text).toContain('<span class="number">35,929.99</span>');
  });

  it('names what a document replaces, why it was voided, and what a note refers to', () => {
    const note = { ...invoice, kind: 'credit_note', refers_to: 'INV-2026-000042' } as const;
    const text = renderCustomerPage(
      {
        ...detail,
        documents: [
          { document: invoice, isVoided: true, voidReason: 'sent to <nobody>' },
          { document: { ...note, number: 'CRN-2026-000001', reason: '' }, isVoided: false },
        ],
      },
      served('en'),
    );
    expect(text).toContain('sent to &lt;nobody&gt;');
    expect(text).toContain('<span class="chip voided">voided</span>');
    expect(text).toContain('credit note <span class="id"><bdi>INV-2026-000042</bdi></span>');
  });

  it('has a table of apps where they are too many for one page', () => {
    const apps = Array.from({ length: 7 }, (_, index) => ({ ...app, appId: `a${index}` }));
    const many = { ...detail, apps };
    expect([hasAppPages(many), hasAppPages(detail)]).toEqual([true, false]);
    const text = renderCustomerPage(many, served('en'));
    expect(text).toContain('href="../../../../../en/months/2026-09/customers/acme/apps/a6/"');
    expect(text).not.toContain('<svg class="chart"');
  });

  it('names no page that a folder does not have', () => {
    const text = renderCustomerPage(
      detail,
      pageContext({ language: 'en', address, isServed: false, depth: 5 }),
    );
    expect(text).toContain('documents/INV-2026-000042.json"');
    expect(text).not.toContain('INV-2026-000042.html');
    expect(text).not.toContain('/sql/');
    expect(text).toContain("default-src 'none'");
  });
});
