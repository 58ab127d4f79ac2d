import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { MonthSummary } from '../src/invoice/summary.ts';
import { renderSummaryHtml } from './summary-html.ts';
import { emptySummary, sampleSummary } from './testing/sample-summary.ts';

function page(summary: MonthSummary) {
  const { document } = parseHTML(renderSummaryHtml(summary));
  const texts = (selector: string): string[] =>
    [...document.querySelectorAll(selector)].map((each) =>
      each.textContent.replace(/\s+/g, ' ').trim(),
    );
  return { document, texts };
}

describe('renderSummaryHtml', () => {
  it('shows a total a currency', () => {
    const totals = [
      { currency: 'CNY', prepaid: '3997.00', postpaid: '33450.99', total: '37447.99' },
      { currency: 'USD', prepaid: '-1.00', postpaid: '0.00', total: '-1.00' },
    ];
    expect(page(sampleSummary({ totals })).texts('.due [data-currency]')).toEqual([
      'CNY ¥37,447.99 预付费 Prepaid 3,997.00 · 后付费 Postpaid 33,450.99',
      'USD \u2212$1.00 预付费 Prepaid \u22121.00 · 后付费 Postpaid 0.00',
    ]);
  });

  it('lists every invoice with a link to its page', () => {
    const { document, texts } = page(sampleSummary());
    const links = [...document.querySelectorAll('.invoices a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      './INV-2026-000042.html',
      './INV-2026-000043.html',
      './INV-2026-000044.html',
    ]);
    expect(texts('.invoices tbody tr:last-child > *')).toEqual([
      'Refundedrefunded',
      'INV-2026-000044',
      '1',
      '\u2212500.00',
      '0.00',
      '\u2212¥500.00',
    ]);
  });

  it('groups findings by customer, those of no customer too', () => {
    const { texts } = page(sampleSummary());
    expect(texts('.findings h3')).toEqual([
      '不属于任何客户 Of no customer',
      '极致互动（深圳）科技有限公司 acme',
      'Refunded refunded',
    ]);
    expect(texts('.findings ul:nth-of-type(2) code')).toEqual([
      'usage-without-plan',
      'days-without-data',
    ]);
  });

  it('accounts for the lines of every file, by source and by day', () => {
    const { texts } = page(sampleSummary());
    expect(texts('.files > .scroll tbody tr:last-child > *')).toEqual([
      'logins',
      '1',
      '1,234,568',
      '1',
      '1,234,560',
      '7',
    ]);
    // 8,641 + 1,200 + 1,234,568 = 2 + (8,640 + 1,200 + 1,234,560) + 7
    expect(texts('.files tfoot td')).toEqual(['3', '1,244,409', '2', '1,244,400', '7']);
    expect(texts('.days-of-source:last-of-type tbody th')).toEqual(['2026-09-01']);
    expect(texts('.rejected-files li')).toEqual(['logs/logins/2026-09-01.csv ab12ab12ab12 7']);
  });

  it('stays small however many files there are', () => {
    const [file] = sampleSummary().files;
    const files = Array.from({ length: 5000 }, (_, index) => ({
      ...file!,
      path: `logs/${index % 2 === 0 ? `2026090${1 + (index % 9)}` : 'part'}/${index}.csv`,
    }));
    const { texts } = page(emptySummary({ files }));
    expect(texts('.files header p')).toEqual(['5,000']);
    expect(texts('.days-of-source th[scope=row]')).toHaveLength(10);
    expect(texts('.days-of-source th[scope=row]').at(-1)).toBe('无日期 None');
  });

  it('shows what changed since the month before, and the sum of all customers', () => {
    const change = { before: '70.00', now: '50.00', difference: '-20.00' };
    const movement = {
      since: '2026-08',
      totals: [{ currency: 'CNY', before: '170.00', now: '150.00', difference: '-20.00' }],
      customers: [{ customer_id: 'a', customer_name: 'Ant', currency: 'CNY', ...change }],
    };
    const { texts } = page(emptySummary({ movement }));
    expect(texts('.movement h2')).toEqual(['较 2026-08 变动最大 Largest changes since 2026-08']);
    expect(texts('.movement tr')).toEqual([
      '客户 Customer2026-08本月 This month变动 Change',
      'Anta70.0050.00\u221220.00',
      '全部客户 All customers CNY170.00150.00\u221220.00',
    ]);
  });

  it('adds up the invoices of a currency below them', () => {
    expect(page(sampleSummary()).texts('.invoices tfoot > tr > *')).toEqual([
      '合计 Total CNY',
      '3',
      '3,997.00',
      '33,450.99',
      '¥37,447.99',
    ]);
  });

  it('shows the days with and without data of every source', () => {
    const { document, texts } = page(sampleSummary());
    expect(texts('.coverage .number')).toEqual(['30 / 30', '29 / 30', '27 / 30']);
    expect(texts('.days-missing')).toEqual(['09-30', '09-11 – 09-13']);
    const empty = [...document.querySelectorAll('.coverage i.none')];
    expect(empty.map((day) => day.getAttribute('title'))).toEqual([
      '2026-09-30',
      '2026-09-11',
      '2026-09-12',
      '2026-09-13',
    ]);
  });

  it.each([
    ['2027-02', 28],
    ['2028-02', 29],
    ['2026-09', 30],
    ['2026-12', 31],
  ])('shows %s as %i days', (month, days) => {
    const coverage = [{ source: 'logins', days_with_data: days, days_without_data: [] }];
    const { document } = page(emptySummary({ month, coverage }));
    expect(document.querySelectorAll('.coverage i')).toHaveLength(days);
  });

  it('says what there is none of in an empty month', () => {
    const { texts } = page(emptySummary());
    expect(texts('.part .quiet:not(.number)')).toEqual([
      '本月无账单 No invoices this month',
      '本月无文件 No files for this month',
    ]);
    expect(texts('.findings, .coverage')).toEqual([]);
  });

  it('lists missing deliveries, hours in a row once, and hostile texts as text', () => {
    const attack = '<script>x</script>';
    const hour = (number: number) => ({
      ...{ source: 'logins', entry: 'logs/*', state: 'missing', day: '2026-09-05', hour: number },
      from: `2026-09-05T0${number}:00:00+08:00`,
      until: `2026-09-05T0${number + 1}:00:00+08:00`,
      ...{ expected: 'rows', found: 'none', message: attack },
    });
    const list = [hour(1), hour(2), hour(5)] as MonthSummary['missing_deliveries'];
    const { document, texts } = page(emptySummary({ missing_deliveries: list! }));
    expect(texts('.missing-deliveries h2')).toEqual(['缺少的数据 Missing deliveries 3']);
    expect(texts('.missing-deliveries li')).toEqual([
      'logins: no rows of 2026-09-05 from 01:00 to 03:00 (2 hours).',
      attack,
    ]);
    expect(document.querySelectorAll('script')).toHaveLength(0);
  });

  it('marks a preview', () => {
    expect(page(sampleSummary({ issued: false })).texts('.preview')).toEqual([
      '预览，未出账 Preview, nothing issued',
    ]);
    expect(page(sampleSummary()).texts('.preview')).toEqual([]);
  });

  it('shows hostile texts as text and keeps a hostile number inside its link', () => {
    const attack = `javascript:alert(1)//"'><script>x</script>/../\ud800`;
    const [invoice] = sampleSummary().invoices;
    const { document, texts } = page(
      emptySummary({
        invoices: [{ ...invoice!, number: attack, customer_name: attack, customer_id: attack }],
        findings: [{ customer_id: attack, code: attack, app_id: attack, message: attack }],
        files: [
          {
            source: attack,
            path: attack,
            sha256: attack,
            lines: 1,
            headers: 0,
            accepted: 1,
            rejected: 0,
          },
        ],
        coverage: [{ source: attack, days_with_data: 0, days_without_data: [attack] }],
      }),
    );
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(document.querySelector('a')?.getAttribute('href')).toBe(
      "./javascript%253Aalert(1)%252F%252F%2522'%253E%253Cscript%253Ex%253C%252Fscript%253E%252F..%252F%25EF%25BF%25BD.html",
    );
    expect(texts('.findings li p')).toEqual([attack.replace('\ud800', '\ufffd')]);
  });

  it('is the same text every time', () => {
    expect(renderSummaryHtml(sampleSummary())).toBe(renderSummaryHtml(sampleSummary()));
  });
});
