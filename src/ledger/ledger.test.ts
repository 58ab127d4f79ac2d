import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dauLine, proLine, sampleInvoice } from '../../reports/testing/sample-invoice.ts';
import { emptySummary } from '../../reports/testing/sample-summary.ts';
import { UserError } from '../base/errors.ts';
import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import type { Database } from '../duckdb/duckdb.ts';
import {
  assertNotBilledYet,
  issuedDocuments,
  issuedSummary,
  storeSummary,
  type UnnumberedDocument,
} from './ledger.ts';
import { draft, issueAll as issueInto, memoryLedger } from './testing/memory-ledger.ts';

let database: Database;

beforeEach(async () => {
  database = await memoryLedger();
});
afterEach(() => database.close());

const issueAll = (documents: readonly UnnumberedDocument[]) => issueInto(database, documents);

describe('issueDocuments', () => {
  it('numbers without a gap, from 1 in each year of the issue date', async () => {
    const december = { month: '2026-12', issue_date: '2027-01-01', due_date: '2027-01-07' };
    const november = { month: '2026-11', issue_date: '2026-12-01', due_date: '2026-12-07' };
    const issued = [
      ...(await issueAll([
        draft({ ...november, customer_id: 'a' }),
        draft({ ...november, customer_id: 'b' }),
      ])),
      ...(await issueAll([draft({ ...december, customer_id: 'a' })])),
      ...(await issueAll([draft({ ...november, customer_id: 'c' })])),
    ];
    expect(issued.map(({ number, customer_id }) => [number, customer_id])).toEqual([
      ['INV-2026-000001', 'a'],
      ['INV-2026-000002', 'b'],
      ['INV-2027-000001', 'a'],
      ['INV-2026-000003', 'c'],
    ]);
    const kept = await issuedDocuments(database, '2026-11');
    expect(kept.map(({ number }) => number)).toEqual([
      'INV-2026-000001',
      'INV-2026-000002',
      'INV-2026-000003',
    ]);
  });

  it('gives back what it was given, with its number, canonical and hashed', async () => {
    const { number: _, ...sample } = sampleInvoice();
    const [issued] = await issueAll([sample]);
    expect(issued).toEqual({
      ...sample,
      number: 'INV-2026-000001',
      ledger: {
        position: '1',
        content_sha256: 'content',
        previous_file: '',
        previous_sha256: '',
      },
    });
    expect(await issuedDocuments(database, sample.month)).toEqual([issued]);
    const { document, sha256 } = await database.one<{ document: string; sha256: string }>(
      'select document, sha256 from invoices',
    );
    expect(document).toBe(`${canonicalJson(issued)}\n`);
    expect(sha256).toBe(sha256Of(document));
  });

  it('keeps the same document whatever order its keys were made in', async () => {
    const { number: _, ...sample } = sampleInvoice();
    const turned = Object.fromEntries(Object.entries(sample).toReversed()) as typeof sample;
    await issueAll([sample]);
    await issueAll([{ ...turned, month: '2030-01' }]);
    const rows = await database.rows<{ document: string }>('select document from invoices');
    const [first, second] = rows.map(({ document }) =>
      document.replace(/"(month|number|position|previous_file|previous_sha256)":"[^"]*"/g, ''),
    );
    expect(second).toBe(first);
  });

  it('keeps lines and findings as rows, amounts exact', async () => {
    const lines = [
      proLine('007'),
      dauLine('007', {
        usage: '150000',
        amount: '99999999999999999999.99',
        peak_date: '2026-09-18',
      }),
    ];
    const text = { en: 'it’s so', zh: '如此' };
    const findings = [
      {
        code: 'usage-without-plan',
        app_id: '007',
        message: text.en,
        audience: 'customer' as const,
        text,
      },
      { code: 'of-before', app_id: '007', message: 'English' },
    ];
    await issueAll([draft({ lines, findings })]);
    const rows = await database.rows(
      'select line_number, sku, kind, usage, amount, peak_date from invoice_lines order by line_number',
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      [1n, 'pro', 'prepaid', null, `${lines[0]?.amount}`, null],
      [2n, 'dau', 'postpaid', '150000.000000000', '99999999999999999999.99', '2026-09-18'],
    ]);
    expect((await database.rows('from findings')).map((row) => Object.values(row))).toEqual([
      ['INV-2026-000001', 'usage-without-plan', '007', 'it’s so', 'customer', '如此'],
      ['INV-2026-000001', 'of-before', '007', 'English', null, null],
    ]);
  });

  it('refuses a second invoice of a customer and month', async () => {
    await issueAll([draft({ customer_id: 'a' })]);
    await expect(issueAll([draft({ customer_id: 'a' })])).rejects.toThrow(
      /^Customer a has INV-2026-000001 for /,
    );
  });
});

describe('storeSummary', () => {
  it('keeps one summary a month, the last one', async () => {
    const summary = emptySummary({ month: '2026-09', issued: true });
    expect(await issuedSummary(database, '2026-09')).toBeUndefined();
    await storeSummary(database, { ...summary, time_zone: 'UTC' });
    await storeSummary(database, summary);
    expect(await issuedSummary(database, '2026-09')).toEqual(summary);
    expect(await issuedSummary(database, '2026-10')).toBeUndefined();
  });
});

describe('assertNotBilledYet', () => {
  const billed = () => {
    const lines = [proLine('app', { order_id: 'o1' }), dauLine('app')];
    return draft({ month: '2026-09', customer_id: 'a', lines });
  };

  it('refuses the month and the order of an app that another invoice has', async () => {
    await issueAll([billed()]);
    await expect(assertNotBilledYet(database, [{ ...billed(), customer_id: 'b' }])).rejects.toThrow(
      new UserError(
        [
          'App app: order o1 (pro) is already on INV-2026-000001 of a, and would also be billed to b.',
          'App app: dau of 2026-09 is already on INV-2026-000001 of a, and would also be billed to b.',
          'Give the app back to that customer in accounts/customers.csv, or take the order out of purchases.csv, and run again. Nothing was issued. To move what was billed, run imbill correct for its month.',
        ].join('\n'),
      ),
    );
  });

  it('lets the next month and the refund of an order pass', async () => {
    await issueAll([billed()]);
    const refund = proLine('app', { order_id: 'o1', amount: '-999.00' });
    const next = draft({ month: '2026-10', customer_id: 'a', lines: [dauLine('app'), refund] });
    await expect(assertNotBilledYet(database, [next])).resolves.toBeUndefined();
  });
});
