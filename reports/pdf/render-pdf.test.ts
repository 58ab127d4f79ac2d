import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { dauLine, emptyInvoice, proLine, sampleInvoice } from '../testing/sample-invoice.ts';
import { sampleSummary } from '../testing/sample-summary.ts';
import { invoicePdfRenderer, renderSummaryPdf } from './render-pdf.ts';
import { hasPdfTools, pagesOf, toolOutput } from './testing/pdf-tools.ts';

let render: Awaited<ReturnType<typeof invoicePdfRenderer>>;

beforeAll(async () => {
  render = await invoicePdfRenderer();
});

/** An invoice of one app with so many lines; half of them are prepaid. */
function invoiceOf(count: number): InvoiceDocument {
  const { apps, usage } = sampleInvoice();
  const lines = Array.from({ length: count }, (_, index) =>
    index < count / 2
      ? proLine('1400000001', { order_id: `P-${index}` })
      : dauLine('1400000001', { usage: String(150_000 + index) }),
  );
  const ofApp = usage.filter(({ app_id }) => app_id === '1400000001');
  return emptyInvoice({ apps: apps.slice(0, 1), lines, usage: ofApp, total: '5499.50' });
}

/** A picture of one pixel. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('invoicePdfRenderer', () => {
  it('renders the same bytes each time, in less than 150 KB for ten lines', () => {
    const first = render(invoiceOf(10));
    render(sampleInvoice());
    expect(sha256Of(render(invoiceOf(10)))).toBe(sha256Of(first));
    expect(first.length).toBeLessThan(150 * 1024);
  });

  it('refuses a character that the font does not have, and says where it is', () => {
    const invoice = sampleInvoice({ customer_name: '🦊 Games' });
    expect(() => render(invoice)).toThrow(
      `A PDF for customer acme, 2026-09, cannot be made. Its font does not have:
  "🦊" (U+1F98A) in the customer’s name "🦊 Games"
Accepted: Chinese, Latin, Greek, Cyrillic and Japanese letters, and common signs. Write it in another way, or set documents: { pdf: false } in imbill.yaml. Nothing was issued.`,
    );
  });

  it('refuses a logo whose pixels are damaged', () => {
    const base64 = Buffer.from('no picture').toString('base64');
    const logo = { media_type: 'image/png' as const, sha256: 'ab', base64 };
    expect(() => render(sampleInvoice(), { logo })).toThrow(
      `issuer.logo cannot be drawn in a PDF: Format error decoding Png: Invalid PNG signature.
Save the picture again as PNG or JPEG, or set documents: { pdf: false } in imbill.yaml. Nothing was issued.`,
    );
    expect(() => render(sampleInvoice(), { logo: { ...logo, base64: pixel } })).not.toThrow();
  });

  it('does not look at findings that are not on the page', () => {
    const finding = { code: 'x', app_id: '', message: '🦊', audience: 'internal' as const };
    expect(() => render(sampleInvoice({ findings: [finding] }))).not.toThrow();
  });
});

describe.skipIf(!hasPdfTools)('a PDF, read by poppler and qpdf (not run without them)', () => {
  it('is a sound PDF/A-2u with embedded subsets', async () => {
    const pdf = render(sampleInvoice());
    expect(await toolOutput('qpdf', pdf, ['--check'])).toContain('No syntax or stream encoding');
    const metadata = Buffer.from(pdf).toString('latin1');
    expect(metadata).toMatch(/<pdfaid:part>2<.*<pdfaid:conformance>U</s);
    const fonts = (await toolOutput('pdffonts', pdf)).trim().split('\n').slice(2);
    expect(
      fonts.map((font) => font.replace(/^[A-Z]{6}\+(\S+) .* (yes yes yes) .*$/, '$1 $2')),
    ).toEqual([
      'ImbillSans-Regular yes yes yes',
      'ImbillSans-Bold yes yes yes',
      'ImbillSansLatin-Regular yes yes yes',
    ]);
  });

  it('shows number, customer and pages on each page, and repeats the heads of tables', async () => {
    const pages = await pagesOf(render(invoiceOf(60)));
    expect(pages.length).toBeGreaterThan(3);
    for (const [index, page] of pages.entries()) {
      expect(page).toMatch(
        new RegExp(
          `INV-2026-000042 · 极致互动（深圳）科技有限公司 +${index + 1} ?/ ?${pages.length}`,
        ),
      );
      expect(page.includes('项目')).toBe(page.includes('999.00') || page.includes('10,000.00'));
    }
    const orders = pages.join('').match(/P-\d+/g);
    expect(orders).toEqual(Array.from({ length: 30 }, (_, index) => `P-${index}`));
  });

  it('has one language where the document has one', async () => {
    const names = { customer_name: 'Acme', apps: [{ app_id: '1400000001', app_name: 'Sky' }] };
    const english = (await pagesOf(render({ ...invoiceOf(2), ...names, language: 'en' }))).join('');
    expect(english.match(/\p{Script=Han}/u)).toBeNull();
    expect(english).toContain('Please pay by 2026-10-07 and state the number INV-2026-000042');
    const chinese = (await pagesOf(render({ ...invoiceOf(2), ...names, language: 'zh' }))).join('');
    expect(chinese).not.toMatch(/Invoice|Total|Item|Highest|users/);
  });

  it('shows rare characters of names as text', async () => {
    const text = await pagesOf(
      render(emptyInvoice({ customer_name: '㐂喆镕囍 Ðắk Škoda & 山田ゆき' })),
    );
    expect(text.join('')).toContain('㐂喆镕囍 Ðắk Škoda & 山田ゆき');
  });
});

describe('renderSummaryPdf', () => {
  it.skipIf(!hasPdfTools)('shows what the font does not have by its number', async () => {
    const summary = sampleSummary();
    const [first, ...others] = summary.invoices;
    const invoices = [{ ...first!, customer_name: '🦊 Games' }, ...others];
    const [page] = await pagesOf(await renderSummaryPdf({ ...summary, invoices }));
    expect(page).toContain('U+1F98A Games');
    expect(page).toContain(first!.number);
  });
});
