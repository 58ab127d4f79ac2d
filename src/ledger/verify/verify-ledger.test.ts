import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dauLine, proLine } from '../../../reports/testing/sample-invoice.ts';
import { emptySummary } from '../../../reports/testing/sample-summary.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { recordAudit } from '../../warehouse/audit.ts';
import { recordBatches } from '../../warehouse/load-records.ts';
import type { Difference } from '../difference.ts';
import { recordVoid, storeSummary } from '../ledger.ts';
import { batchOf, draftOver, issueAll, memoryLedger } from '../testing/memory-ledger.ts';
import { verifyAudit } from './verify-audit.ts';
import { verifyChecks } from './verify-batches.ts';
import { documentRows, verifyDocument } from './verify-document.ts';
import { chainProblems, verifyEntries } from './verify-entries.ts';
import { verifyRecords } from './verify-records.ts';
import { verifyCharges, verifyReferences } from './verify-references.ts';
import { verifySummaries } from './verify-summaries.ts';

let database: Database;

beforeEach(async () => {
  database = await memoryLedger();
});
afterEach(() => database.close());

const invoice = (customer_id: string, month = '2026-09') =>
  draftOver([proLine(customer_id, { order_id: `o-${customer_id}` }), dauLine(customer_id)], {
    customer_id,
    month,
  });
const texts = (differences: readonly Difference[]) =>
  differences.map(({ check, where, key, expected, found }) =>
    `[${check}] ${where}, ${key}: ${expected} → ${found}`.replaceAll(/\b[0-9a-f]{64}\b/g, '#'),
  );

async function verifyAll(numbers: readonly string[]): Promise<string[]> {
  const rows = await documentRows(database, numbers);
  const differences: Difference[] = [];
  for (const row of rows.invoices) verifyDocument(row, rows, differences);
  return texts(differences);
}

describe('verifyEntries', () => {
  beforeEach(() =>
    issueAll(
      database,
      ['a', 'b', 'c'].map((id) => invoice(id)),
    ),
  );

  it('finds nothing in an unchanged ledger', async () => {
    expect(await verifyEntries(database)).toEqual([]);
    expect(await chainProblems(database)).toEqual([]);
  });

  it('finds a removed document by its place, its number, and the next entry', async () => {
    await database.run("delete from invoices where number = 'INV-2026-000002'");
    expect(texts(await verifyEntries(database))).toEqual([
      '[chain] ledger, position 2: a document → nothing; the next is INV-2026-000003 at position 3',
      '[chain] INV-2026-000003, entry 3: # → #',
      '[numbers] ledger, INV-2026-000002: INV-2026-000002 → nothing',
    ]);
    expect((await chainProblems(database))[0]).toBe(
      'ledger, position 2: expected a document, found nothing; the next is INV-2026-000003 at position 3',
    );
  });

  it('finds a removed last document by the head', async () => {
    await database.run("delete from invoices where number = 'INV-2026-000003'");
    expect(texts(await verifyEntries(database))).toEqual(['[chain] ledger, last entry: 3 # → 2 #']);
  });

  it('finds another hash, and every entry from there on', async () => {
    await database.run("update invoices set sha256 = 'x' where number = 'INV-2026-000002'");
    expect(texts(await verifyEntries(database))).toEqual([
      '[chain] INV-2026-000002, entry 2: # → #',
    ]);
  });

  it('finds a report that was added to an issued document', async () => {
    await database.run("insert into reports values ('INV-2026-000001', 'x.csv', 'x', '')");
    expect(texts(await verifyEntries(database))).toEqual([
      '[chain] INV-2026-000001, entry 1: # → #',
    ]);
  });
});

describe('verifyDocument', () => {
  beforeEach(() => issueAll(database, [invoice('a'), invoice('b')]));

  it.each<[string, string, string[]]>([
    ['unchanged documents', 'select 1', []],
    [
      'an altered text',
      `update invoices set document = replace(document, '"amount":"999.00"', '"amount":"998.00"') where number = 'INV-2026-000002'`,
      [
        '[document] INV-2026-000002, SHA-256: # → #',
        '[lines] INV-2026-000002, line 1, amount: 998.00 → 999.00',
        '[sums] INV-2026-000002, prepaid: 998.00 → 999.00',
        // 998.00 + 10000.00; the text still says 10999.00
        '[sums] INV-2026-000002, total: 10998.00 → 10999.00',
      ],
    ],
    [
      'an altered column',
      "update invoices set total = 1 where number = 'INV-2026-000001'",
      ['[columns] INV-2026-000001, total: 10999.00 → 1.00'],
    ],
    [
      'a removed line',
      "delete from invoice_lines where number = 'INV-2026-000001' and line_number = 2",
      [
        '[lines] INV-2026-000001, lines: 2 → 1',
        '[lines] INV-2026-000001, line 2: dau of app a, 10000.00 → nothing',
      ],
    ],
    [
      'a text that is no JSON',
      "update invoices set document = 'x' where number = 'INV-2026-000002'",
      [
        '[document] INV-2026-000002, SHA-256: # → #',
        '[document] INV-2026-000002, : a document → a text that is not a document',
      ],
    ],
  ])('compares hash, columns, sums and lines: %s', async (_, change, expected) => {
    await database.run(change);
    const found = await verifyAll(['INV-2026-000001', 'INV-2026-000002']);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });
});

describe('verifyReferences', () => {
  it('finds a note that names no document, and a void that no document tells of', async () => {
    await issueAll(database, [
      invoice('a'),
      { ...draftOver([], { customer_id: 'a' }), kind: 'credit_note', refers_to: 'INV-2026-000009' },
    ]);
    await recordVoid(database, {
      number: 'INV-2026-000001',
      reason: 'twice',
      creditNote: 'CRN-2026-000007',
    });
    expect(texts(await verifyReferences(database))).toEqual([
      '[references] CRN-2026-000001, refers_to: INV-2026-000009 of a → nothing',
      '[references] INV-2026-000001, voided with CRN-2026-000007: a credit or debit note for INV-2026-000001 → nothing',
    ]);
  });
});

describe('verifyCharges', () => {
  it('names all invoices that bill the same order', async () => {
    const twice = [proLine('a', { order_id: 'o1' })];
    await issueAll(database, [
      draftOver(twice, { customer_id: 'a' }),
      draftOver(twice, { customer_id: 'b' }),
    ]);
    await verifyChecks(database);
    expect(texts(await verifyCharges(database))).toEqual([
      '[charges] app a, pro of o1: on one invoice → on INV-2026-000001, INV-2026-000002',
    ]);
  });
});

describe('verifyAudit', () => {
  const record = (numbers: string[]) =>
    recordAudit(database, { action: 'issue', subject: '2026-09', reason: '', detail: { numbers } });

  it('compares the audit and the documents both ways', async () => {
    await issueAll(database, [invoice('a'), invoice('b')]);
    await record(['INV-2026-000001', 'INV-2026-000005']);
    expect(texts(await verifyAudit(database))).toEqual([
      '[audit] audit, entry 1: INV-2026-000005 → nothing',
      '[audit] audit, INV-2026-000002: an entry that says it was issued → nothing',
    ]);
  });

  it('finds an altered entry', async () => {
    await record([]);
    await database.run("update audit set reason = 'another'");
    expect(texts(await verifyAudit(database))).toEqual([
      '[audit] audit, : entries as they were recorded → Entry 1 of the audit was altered',
    ]);
  });
});

describe('verifyRecords', () => {
  it('compares states, deliveries and quantities, and finds rows of no document', async () => {
    await recordBatches(database, 1, [
      batchOf('one', ['2026-09-01']),
      batchOf('two', ['2026-09-01']),
    ]);
    expect(await verifyRecords(database)).toEqual([]);
    await database.run(`
      update batches set withdrawn_sequence_number = 9 where batch_id = 1;
      update deliveries set sha256 = 'other' where path = 'two';
      insert into daily_usage values ('a', 'dau', date '2026-09-01', 0.3, 1, 3, false, null);
      insert into findings (number, code, app_id, message) values ('INV-2026-000009', 'late', 'a', 'none');
    `);
    expect(texts(await verifyRecords(database))).toEqual([
      '[batches] one (batch 1), state, by the audit: counts → withdrawn',
      '[batches] two, batch of the delivery: logins other → logins hash of two',
      '[usage] daily_usage, app a, dau on 2026-09-01, quantity: 0.333333333 → 0.300000000',
      '[lines] INV-2026-000009, rows of findings: a document → 1 of none',
    ]);
  });

  it('knows a batch that was withdrawn and restored', async () => {
    await recordBatches(database, 1, [batchOf('one', ['2026-09-01'])]);
    for (const action of ['withdraw', 'restore'] as const)
      await recordAudit(database, { action, subject: 'batch 1', reason: 'r', detail: {} });
    expect(await verifyRecords(database)).toEqual([]);
    await recordAudit(database, { action: 'replace', subject: 'batch 1', reason: '', detail: {} });
    expect(texts(await verifyRecords(database))).toEqual([
      '[batches] one (batch 1), state, by the audit: withdrawn → counts',
    ]);
  });
});

describe('verifySummaries', () => {
  it('compares the documents and totals of each month', async () => {
    await issueAll(database, [invoice('a')]);
    const listed = {
      customer_id: 'a',
      customer_name: invoice('a').customer_name,
      currency: 'CNY',
      number: 'INV-2026-000001',
      prepaid: '999.00',
      postpaid: '10000.00',
      total: '10999.00',
      findings: 0,
    };
    const totals = [
      { currency: 'CNY', prepaid: '999.00', postpaid: '10000.00', total: '10999.00' },
    ];
    await storeSummary(database, emptySummary({ invoices: [listed], totals }));
    expect(await verifySummaries(database)).toEqual([]);
    await storeSummary(
      database,
      emptySummary({ invoices: [{ ...listed, status: 'voided', total: '1.00' }], totals }),
    );
    expect(texts(await verifySummaries(database))).toEqual([
      '[summaries] summary of 2026-09, INV-2026-000001: 10999.00 → 1.00',
      '[summaries] summary of 2026-09, INV-2026-000001, status: issued → voided',
      '[summaries] summary of 2026-09, total in CNY: 1.00 → 10999.00',
    ]);
    await database.run('delete from summaries');
    expect(texts(await verifySummaries(database))).toEqual([
      '[summaries] summary of 2026-09, : a summary → nothing',
    ]);
  });
});
