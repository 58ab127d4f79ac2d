import { parseHTML } from 'linkedom';
import { describe, expect, it, vi } from 'vitest';
import { sha256Of } from '../src/base/sha256.ts';
import type { InvoiceDocument } from '../src/invoice/document.ts';
import { renderInvoiceJson } from './canonical-json.ts';
import { renderInvoiceHtml } from './invoice-html.ts';
import {
  dailySeries,
  dauLine,
  emptyInvoice,
  proLine,
  sampleInvoice,
} from './testing/sample-invoice.ts';

function page(invoice: InvoiceDocument) {
  const { document } = parseHTML(renderInvoiceHtml(invoice));
  const texts = (selector: string): string[] =>
    [...document.querySelectorAll(selector)].map((each) =>
      each.textContent.replace(/\s+/g, ' ').trim(),
    );
  return { document, texts };
}

describe('renderInvoiceHtml', () => {
  it('says at the head who, what, when and how much', () => {
    const { texts } = page(sampleInvoice());
    expect(texts('head title')).toEqual([
      '账单 Invoice INV-2026-000042 · 极致互动（深圳）科技有限公司',
    ]);
    expect(texts('.heading > *')).toEqual(['账单 Invoice', 'INV-2026-000042']);
    expect(texts('.issuer > *')).toEqual(['Example Cloud Communications Ltd.']);
    expect(texts('.customer > *')).toEqual(['客户 Customer', '极致互动（深圳）科技有限公司 acme']);
    expect(texts('.due > *')).toEqual(['应付总额 Total due', 'CNY ¥36,948.99']);
    expect(texts('.facts-of-invoice > *')).toEqual([
      '账期 Billing month2026-09',
      '出账日 Issue date2026-10-01',
      '到期日 Due date2026-10-07',
    ]);
    expect(texts('.payment')).toEqual([
      '请于 2026-10-07 或之前付款，并注明编号 Please pay by 2026-10-07 and state the number INV-2026-000042',
    ]);
  });

  it('has a section an app in the order of the document, with its total', () => {
    expect(page(sampleInvoice()).texts('.app > header')).toEqual([
      '天空之城 Sky City 1400000001 ¥35,949.99',
      'A companion application with quite a long name for the Asia-Pacific region, second edition 1400000002 ¥999.00',
      '应用 App 007 ¥0.00',
    ]);
  });

  it('shows the totals of all apps and of the invoice', () => {
    const { texts } = page(sampleInvoice());
    expect(texts('.totals tbody td')).toEqual([
      '2,499.00',
      '33,450.99',
      '35,949.99',
      '999.00',
      '0.00',
      '999.00',
      '0.00',
      '0.00',
      '0.00',
    ]);
    expect(texts('.totals tfoot td')).toEqual(['3,498.00', '33,450.99', '¥36,948.99']);
  });

  it('draws the metrics of an app in a fixed order, a user’s own last', () => {
    const usage = ['own_metric', 'groups', 'bandwidth_international_mbps', 'dau'].map((metric) =>
      dailySeries('1', metric, 'users', ['1']),
    );
    const { texts } = page(emptyInvoice({ usage }));
    expect(texts('figure h4')).toEqual([
      '每日登录用户 Daily users',
      '国际带宽日峰值 Peak bandwidth, international',
      '每日累计群组 Groups at the day’s end',
      'own_metric',
    ]);
  });

  it('shows lines and usage of apps that the document does not list', () => {
    const invoice = emptyInvoice({
      apps: [{ app_id: '1', app_name: 'One' }],
      lines: [proLine('2')],
      usage: [dailySeries('3', 'dau', 'users', ['1'])],
    });
    const { texts } = page(invoice);
    expect(texts('.app h2')).toEqual(['应用 App 2']);
    expect(texts('.annex h2')).toEqual(['附录 Annex · 应用 App 3']);
  });

  it('shows an app’s plan and allowances in its annex, and none where the document has none', () => {
    const days = { from: '2026-09-01', until: '2026-09-30' };
    const invoice = emptyInvoice({
      apps: ['1', '2'].map((app_id) => ({ app_id, app_name: '' })),
      services: [
        {
          app_id: '2',
          plan: [{ ...days, state: 'active', sku: 'pro', order_id: 'P-1' }],
          plans: [],
          packs: [],
        },
      ],
      allowances: [
        {
          app_id: '2',
          of: 'accounts',
          observable: 'at_least',
          observed: { quantity: '3' },
          allowed: [{ ...days, most: '7', by: 'pro' }],
        },
      ],
    });
    const { texts } = page(invoice);
    expect(texts('[data-app-id="2"] .services li')).toEqual([
      '09-01 – 09-30 有效 active · pro P-1',
    ]);
    expect(texts('[data-app-id="2"] .allowances tbody td')[0]).toBe('7');
    expect(texts('[data-app-id="1"]')).toEqual([]);
  });

  it('shows what the customer should know, without codes, and nothing for the operator', () => {
    const text = { en: 'More & more rooms.', zh: '房间过多。' };
    const findings = [
      {
        code: 'no-price',
        app_id: '007',
        message: 'Agree on a price',
        audience: 'internal' as const,
      },
      { code: 'too-many', app_id: '007', message: text.en, audience: 'customer' as const, text },
      { code: 'of-before', app_id: '007', message: 'Of an earlier version.' },
    ];
    const shown = ['房间过多。 More & more rooms.', 'Of an earlier version.'];
    expect(page(emptyInvoice({ findings })).texts('.findings li')).toEqual(shown);
    const apps = ['007', '008'].map((app_id) => ({ app_id, app_name: '' }));
    expect(page(emptyInvoice({ findings, apps })).texts('.findings li')).toEqual(
      shown.map((one) => `007 ${one}`),
    );
    const internal = findings.slice(0, 1);
    expect(page(emptyInvoice({ findings: internal })).texts('.findings')).toEqual([]);
  });

  it('names its data file with its hash, prices, each source once and the time zone at the foot', () => {
    const invoice = emptyInvoice({
      price_books: [
        { list: 'tencent-im', from: '2018-12-27', sha256: '0123456789abcdef'.repeat(4) },
      ],
      lines: [
        dauLine('1', { source: 'a' }),
        dauLine('1', { source: 'b' }),
        dauLine('2', { source: 'a' }),
      ],
    });
    const { texts } = page(invoice);
    expect(texts('.foot dd')).toEqual([
      `INV-2026-000042.json · SHA-256 ${sha256Of(renderInvoiceJson(invoice))}`,
      'tencent-im 2018-12-27 0123456789ab',
      'ab',
      'Asia/Shanghai',
    ]);
    expect(texts('.foot li')).toEqual(['a', 'b']);
  });

  it('names the contract of a line, and all contracts at the foot', () => {
    const contract = { name: 'L-17', from: '2026-01-01', until: '2026-12-31' };
    const reference = { ...contract, source: 'Contract L-17', sha256: '89abcdef'.repeat(8) };
    const { texts } = page(
      emptyInvoice({ contracts: [reference], lines: [dauLine('1', { contract })] }),
    );
    expect(texts('.line .fact')).toEqual(['合同 Contract L-17 2026-01-01 – 2026-12-31']);
    expect(texts('.foot dd')).toContain('L-17 2026-01-01 – 2026-12-31 89abcdef89ab');
  });

  it('is a whole page for an invoice without apps', () => {
    const { texts } = page(emptyInvoice());
    expect(texts('.total')).toEqual(['CNY ¥0.00']);
    expect(texts('.app')).toEqual([]);
    expect(texts('.totals tfoot td')).toEqual(['0.00', '0.00', '¥0.00']);
  });

  it('marks a preview', () => {
    expect(page(emptyInvoice({ number: 'PREVIEW-acme-2026-09' })).texts('.preview')).toEqual([
      '预览，未出账 Preview, nothing is issued',
    ]);
    expect(page(emptyInvoice()).texts('.preview')).toEqual([]);
  });

  it('keeps every digit of amounts that no double can hold', () => {
    const total = '90071992547409930.07';
    expect(page(emptyInvoice({ total })).texts('.total')).toEqual([
      'CNY ¥90,071,992,547,409,930.07',
    ]);
  });

  it('shows every hostile text as text', () => {
    const { clean, hostile } = hostileInvoice();
    const { document } = parseHTML(renderInvoiceHtml(hostile));
    const tags = (root: typeof document) =>
      [...root.querySelectorAll('*')].map((each) => each.tagName);
    expect(tags(document)).toEqual(tags(parseHTML(renderInvoiceHtml(clean)).document));
    expect(document.querySelector('.app h2 bdi')?.textContent).toBe(attack);
    expect(document.querySelector('.app')?.getAttribute('data-app-id')).toBe(attack);
    expect(document.querySelector('title')?.textContent).toContain(attack);
  });

  it('needs no script and fetches nothing', () => {
    const { document } = page(sampleInvoice());
    expect(
      document.querySelectorAll('script, link, img, iframe, object, [src], [href]'),
    ).toHaveLength(0);
    expect(renderInvoiceHtml(sampleInvoice())).not.toMatch(/@import|url\(|\son\w+=/);
  });

  it('is the same bytes in every time zone', () => {
    const seen = zones.map((zone) => {
      vi.stubEnv('TZ', zone);
      return { midnight: new Date(0).getHours(), page: renderInvoiceHtml(sampleInvoice()) };
    });
    vi.unstubAllEnvs();
    expect(new Set(seen.map(({ midnight }) => midnight)).size).toBe(zones.length);
    expect(new Set(seen.map((each) => each.page)).size).toBe(1);
  });

  it('shows what it was made from, and which document it follows', () => {
    const [content, previous] = ['c'.repeat(64), 'd'.repeat(64)];
    const ledger = { position: '7', content_sha256: content, previous_sha256: previous };
    const page = renderInvoiceHtml(sampleInvoice({ ledger }));
    expect(page).toContain(`<code>${content}</code>`);
    expect(page).toContain('<span class="number">7</span>');
    expect(page).toContain(`<code>${previous}</code>`);
    const first = renderInvoiceHtml(sampleInvoice({ ledger: { ...ledger, previous_sha256: '' } }));
    expect(first).not.toContain('document before');
    expect(renderInvoiceHtml(sampleInvoice())).not.toContain('Content hash');
  });
});

describe('the check of an issued document', () => {
  const ledger = { position: '7', content_sha256: 'c'.repeat(64), previous_sha256: '' };
  const documentsRoot = '0123456789abcdef'.repeat(4);

  it('is the last thing on the page: its entry in the ledger, the root, and how to check both', () => {
    const invoice = emptyInvoice({ language: 'en', ledger });
    const { document } = parseHTML(renderInvoiceHtml(invoice, { documentsRoot }));
    const check = document.querySelector('main')!.lastElementChild!;
    expect(check.querySelector('h2')!.textContent).toBe('How to check');
    expect([...check.querySelectorAll('p')].map(({ textContent }) => textContent)).toEqual([
      'Entry 7 of the ledger',
      `Root ${documentsRoot}`,
      'Ask the issuer for the proof of INV-2026-000042. Open verify.html in a browser and drop the folder of the proof on it, or run node verify.mjs. No network is needed.',
    ]);
    expect([...check.querySelectorAll('.root span')].map((one) => one.textContent)).toEqual(
      Array.from({ length: 4 }, () => ['01234567', '89abcdef']).flat(),
    );
  });

  it('is not on a preview, nor on a document without place or root', () => {
    const preview = emptyInvoice({ number: 'PREVIEW-2026-09-acme' });
    expect(renderInvoiceHtml(preview, { documentsRoot })).not.toContain('How to check');
    expect(renderInvoiceHtml(emptyInvoice({ ledger }))).not.toContain('How to check');
  });
});

const zones = ['UTC', 'America/Los_Angeles', 'Asia/Shanghai', 'Pacific/Kiritimati'];

const attack = `"'><script>alert(1)</script>&lt;<img src=x onerror=alert(1)>`;

/** The same invoice twice: with plain texts, and with an attack in every text of people's own. */
function hostileInvoice(): Record<'clean' | 'hostile', InvoiceDocument> {
  const filled = (text: string): InvoiceDocument =>
    sampleInvoice({
      number: text,
      customer_id: text,
      customer_name: text,
      issuer: text,
      currency: text,
      time_zone: text,
      price_list: text,
      total: text,
      price_books: [{ list: text, from: text, sha256: text }],
      contracts: [{ name: text, from: text, until: text, source: text, sha256: text }],
      apps: [{ app_id: text, app_name: text }],
      lines: [
        dauLine(text, {
          sku: text,
          unit: text,
          usage: text,
          order_id: text,
          source: text,
          peak_date: text,
          valid_from: text,
          valid_until: text,
          quantity: text,
          title: { zh: `zh ${text}`, en: text },
          explanation: { zh: text, en: text },
          contract: { name: text, from: text, until: text },
        }),
      ],
      findings: [{ code: text, app_id: text, message: text }],
      issuer_details: { address: [text], tax_id: text, bank_account: text, contact: text },
      customer_details: {
        address: [text],
        tax_id: text,
        contact: text,
        email: text,
        purchase_order: text,
        tags: { [text]: text },
      },
      title: { zh: `zh ${text}`, en: text },
      usage: [dailySeries(text, text, text, ['1'])],
    });
  return { clean: filled('plain'), hostile: filled(attack) };
}
