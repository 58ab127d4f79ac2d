import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../src/base/sha256.ts';
import type { DocumentLanguage, InvoiceDocument } from '../src/invoice/document.ts';
import type { Logo } from '../src/invoice/logo.ts';
import { allUnits, metricNames } from '../src/metrics/catalogue.ts';
import { rateMonth } from '../src/rating/rate-month.ts';
import { bought, pageBooks } from '../src/rating/testing/page-books.ts';
import { renderInvoiceJson } from './canonical-json.ts';
import { renderInvoiceHtml } from './invoice-html.ts';
import type { PageInputs } from './page-inputs.ts';
import { emptyInvoice } from './testing/sample-invoice.ts';

/** A month with findings for both audiences: usage after the plan, too many rooms, bandwidth without a price. */
function rated() {
  const used = (metric: string, usageDate: string, numerator: string) => ({
    appId: 'app',
    metric,
    usageDate,
    numerator,
    denominator: '1',
  });
  const {
    priceBooks,
    contracts: _,
    ...month
  } = rateMonth({
    month: '2019-02',
    appIds: ['app'],
    usage: [
      used('dau', '2019-02-03', '150000'),
      used('dau', '2019-02-27', '12'),
      used('avchatrooms', '2019-02-03', '60'),
      used('bandwidth_domestic_mbps', '2019-02-03', '300'),
      used('bandwidth_domestic_mbps', '2019-02-05', '20'),
      used('bandwidth_international_mbps', '2019-02-05', '9'),
    ],
    units: allUnits(),
    monthlyUsers: new Map([['app', '150000']]),
    purchases: [
      bought('pro', '2019-01-19'),
      { ...bought('group-members-2000', '2019-02-10'), orderId: 'o2' },
    ],
    roaming: [{ appId: 'app', from: '2019-02-01', extraMonths: 2 }],
    books: pageBooks,
  });
  return { ...month, price_books: priceBooks };
}

const logo: Logo = { media_type: 'image/png', sha256: 'a'.repeat(64), base64: 'iVBORw0KGgo=' };
const inputs: PageInputs = { logo, documentsRoot: 'e'.repeat(64) };

function sample(language?: DocumentLanguage): InvoiceDocument {
  return emptyInvoice({
    ...rated(),
    month: '2019-02',
    customer_name: 'Lantern',
    issuer: 'Tongxin',
    issuer_details: {
      address: ['1 Long Road'],
      tax_id: 'T-1',
      bank_account: 'CMB 7559',
      contact: 'billing@tongxin.example',
      logo: { media_type: 'image/png', sha256: logo.sha256 },
    },
    customer_details: { tax_id: 'T-2', purchase_order: 'PO-7', email: 'ap@lantern.example' },
    tax: {
      rates: [{ percent: '6', included: true, net: '94.34', tax: '5.66', gross: '100.00' }],
      net: '94.34',
      tax: '5.66',
      gross: '100.00',
    },
    apps: [{ app_id: 'app', app_name: 'Chat' }],
    ledger: { position: '7', content_sha256: 'c'.repeat(64), previous_sha256: '' },
    ...(language && { language }),
  });
}

/** Texts that a person reads, without names, ids and codes of hashes. */
function wordsOf(page: string): string {
  const { document } = parseHTML(page);
  for (const each of document.querySelectorAll('style, bdi, code, .currency, .chart-highest'))
    each.remove();
  const attributes = [...document.querySelectorAll('*')].flatMap((each) =>
    ['aria-label', 'title', 'data-label', 'alt'].map((name) => each.getAttribute(name) ?? ''),
  );
  return [document.documentElement.textContent, ...attributes].join(' ');
}

describe('renderInvoiceHtml', () => {
  it('has no Chinese in an English document', () => {
    const page = renderInvoiceHtml(sample('en'), inputs);
    expect(page).toContain('<html lang="en">');
    expect(page.match(/[\p{sc=Han}\u3000-\u303f\uff00-\uffef]+/gu)).toBeNull();
  });

  it('has no English in a Chinese document but names of units, sizes and marks of charts', () => {
    const page = renderInvoiceHtml(sample('zh'), inputs);
    expect(page).toContain('<html lang="zh-Hans">');
    const latin = wordsOf(page)
      .replaceAll(
        /(INV|PREVIEW)-[\w-]+(\.json)?|SHA-256|verify\.html|node verify\.mjs|Mbps|DAU|C2C|IM/g,
        '',
      )
      .match(/[A-Za-z]{2,}/g);
    const ofCharts = ['rule', 'axis', 'tick', 'label', 'bar', 'text', 'Lantern'];
    expect((latin ?? []).filter((word) => !ofCharts.includes(word))).toEqual([]);
  });

  it('names no code, and tells the customer nothing that is for the operator', () => {
    for (const language of ['zh', 'en', undefined] as const) {
      const invoice = sample(language);
      const shown = renderInvoiceHtml(invoice, inputs);
      const { document } = parseHTML(shown);
      const internal = invoice.findings.filter(({ audience }) => audience === 'internal');
      const told = invoice.findings.filter(({ audience }) => audience === 'customer');
      expect([internal.map(({ code }) => code), told.map(({ code }) => code)]).toEqual([
        ['bandwidth-international-unpriced'],
        ['usage-while-suspended', 'pack-outlives-plan', 'avchatrooms-exceeded'],
      ]);
      expect(document.querySelectorAll('.findings li')).toHaveLength(told.length);
      for (const { message, text } of internal)
        for (const words of [message, text!.zh, text!.en]) expect(shown).not.toContain(words);
      const codes = [
        ...metricNames().filter((metric) => metric.includes('_')),
        ...invoice.findings.map(({ code }) => code),
        ...invoice.lines.map(({ sku }) => sku).filter((sku) => sku.includes('-')),
        'group-members-2000',
      ];
      expect(codes.filter((code) => shown.replace(/<style>[^<]*/, '').includes(code))).toEqual([]);
    }
  });

  it('prints the SHA-256 of its data file', () => {
    const invoice = sample('en');
    const { document } = parseHTML(renderInvoiceHtml(invoice, inputs));
    expect(document.querySelector('.foot dd')?.textContent).toBe(
      `INV-2026-000042.json · SHA-256 ${sha256Of(renderInvoiceJson(invoice))}`,
    );
  });

  it('shows both parties, the logo, the tax, and the amount with tax to pay', () => {
    const { document } = parseHTML(renderInvoiceHtml(sample('en'), inputs));
    const text = (selector: string) =>
      document.querySelector(selector)?.textContent.replaceAll(/\s+/g, ' ').trim();
    expect(document.querySelector('img')?.getAttribute('src')).toBe(
      'data:image/png;base64,iVBORw0KGgo=',
    );
    expect(text('.issuer')).toBe(
      'Tongxin 1 Long Road Tax ID T-1 Bank account CMB 7559 Contact billing@tongxin.example',
    );
    expect(text('.customer')).toBe(
      'Customer Lantern acme Tax ID T-2 E-mail ap@lantern.example Purchase order PO-7',
    );
    expect(text('.total')).toBe('CNY ¥100.00');
    expect(text('.tax tbody')).toBe('6% included in the prices94.345.66100.00');
    expect(text('.tax tfoot')).toBe('Total due CNY94.345.66¥100.00');
    expect(text('.payment')).toBe(
      'Please pay by 2026-10-07 and state the number INV-2026-000042To the account CMB 7559',
    );
  });

  it('has the title that the workspace sets, which names an invoice only', () => {
    const title = { zh: '对账单', en: 'Statement' };
    const heading = (kind?: InvoiceDocument['kind']) => {
      const invoice = emptyInvoice({ title, language: 'zh', ...(kind && { kind }) });
      return parseHTML(renderInvoiceHtml(invoice)).document.querySelector('h1')?.textContent;
    };
    expect([heading(), heading('credit_note')]).toEqual(['对账单', '贷项通知单']);
  });
});
