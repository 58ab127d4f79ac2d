import { describe, expect, it } from 'vitest';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { correct, load, run, verify, voidInvoice } from '../../src/testing/jobs.ts';
import {
  csv,
  defaultSources,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const book = (tax: string) => `list: taxed
from: 2018-12-27
based_on: { list: tencent-im, on: 2018-12-27 }
source: page, with tax
${tax}
`;
const six = 'tax: { percent: "6", included: true }';
const row = (day: string, mbps: string) =>
  csv(headers.bandwidth, [`2026-09-${day}T12:00:00+08:00,a1,${mbps}`]);

/** Bought pro for 999 on the 1st, and 100 Mbps on the 10th at 2: 1199.00 */
function taxedWorkspace(prices: Record<string, string>): Promise<string> {
  return writeWorkspace({
    settings: `price_list: taxed\n${defaultSources}`,
    customers: ['acme,Acme,a1'],
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: { 'logs/bandwidth/a.csv': row('10', '100'), ...prices },
  });
}

const figuresOf = ({ lines }: InvoiceDocument) =>
  lines.map(({ sku, amount, tax_percent, net, tax }) => [sku, amount, tax_percent, net, tax]);

describe('tax of a price book', () => {
  it('is on the invoice, its corrections and its void, which are proved', async () => {
    const folder = await taxedWorkspace({ 'prices/taxed.yaml': book(six) });
    const { invoices } = await run(folder, '2026-09');
    // 1199 × 6 / 106 = 67.8679…; of the first 999: 56.5471…
    expect(figuresOf(invoices[0]!)).toEqual([
      ['pro', '999.00', '6', '942.45', '56.55'],
      ['bandwidth-domestic', '200.00', '6', '188.68', '11.32'],
    ]);
    expect(invoices[0]?.tax).toEqual({
      rates: [{ percent: '6', included: true, net: '1131.13', tax: '67.87', gross: '1199.00' }],
      net: '1131.13',
      tax: '67.87',
      gross: '1199.00',
    });
    await writeFiles(folder, { 'logs/bandwidth/late.csv': row('11', '1') });
    await load(folder);
    const late = await correct(folder, '2026-09');
    // 1201 × 6 / 106 = 67.9811…, less 67.87
    expect(late.documents[0]?.tax).toMatchObject({ net: '1.89', tax: '0.11', gross: '2.00' });
    const voided = await voidInvoice(folder, 'INV-2026-000001');
    expect(voided.credit_note.tax).toMatchObject({
      net: '-1133.02',
      tax: '-67.98',
      gross: '-1201.00',
    });
    expect(voided.replacement?.tax).toMatchObject({ net: '1133.02', tax: '67.98' });
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('that changed in the book is corrected for an invoice issued without it', async () => {
    const folder = await taxedWorkspace({ 'prices/taxed.yaml': book('') });
    expect((await run(folder, '2026-09')).invoices[0]?.tax).toBe(undefined);
    const added = 'tax: { percent: "6", included: false }';
    await writeFiles(folder, { 'prices/taxed.yaml': book(added) });
    const { documents, corrections } = await correct(folder, '2026-09');
    // 1199 × 6 % = 71.94
    expect(documents[0]).toMatchObject({
      kind: 'debit_note',
      total: '0.00',
      corrects: { issued: '1199.00', now: '1270.94' },
      tax: { net: '0.00', tax: '71.94', gross: '71.94' },
      causes: [{ code: 'prices' }],
    });
    expect(corrections[0]).toMatchObject({ difference: '71.94' });
    expect((await verify(folder)).differences).toEqual([]);
  });
});
