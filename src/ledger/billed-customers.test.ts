import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dauLine, proLine } from '../../reports/testing/sample-invoice.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { linesBefore, readBilledCustomers } from './billed-customers.ts';
import { documentStates } from './document-states.ts';
import { recordReplacement, recordVoid } from './ledger.ts';
import { draftOver, issueAll, memoryLedger } from './testing/memory-ledger.ts';

let database: Database;

beforeEach(async () => {
  database = await memoryLedger();
});
afterEach(() => database.close());

const invoice = (amount: string) =>
  draftOver([dauLine('a', { amount })], { customer_id: 'acme', month: '2026-09' });
const note = (kind: 'credit_note' | 'debit_note', refers_to: string, amount: string) => ({
  ...invoice(amount),
  kind,
  refers_to,
});

/** 10.00, corrected by 2.50, voided, and billed again with 7.00. */
async function voidedAndReplaced(): Promise<void> {
  await issueAll(database, [invoice('10.00'), note('debit_note', 'INV-2026-000001', '2.50')]);
  await issueAll(database, [note('credit_note', 'INV-2026-000001', '-12.50')]);
  await recordVoid(database, {
    number: 'INV-2026-000001',
    reason: 'twice',
    creditNote: 'CRN-2026-000001',
  });
  await issueAll(database, [{ ...invoice('7.00'), refers_to: 'INV-2026-000001' }]);
  await recordReplacement(database, 'INV-2026-000001', 'INV-2026-000002');
}

describe('readBilledCustomers', () => {
  it('adds up invoices, corrections and voids, and names the valid invoice', async () => {
    await voidedAndReplaced();
    const acme = (await readBilledCustomers(database, '2026-09')).get('acme')!;
    // 10.00 + 2.50 − 12.50 + 7.00
    expect([acme.total, acme.currency, acme.live?.number, acme.unreplaced]).toEqual([
      '7.00',
      'CNY',
      'INV-2026-000002',
      undefined,
    ]);
    expect(acme.documents.map(({ number }) => number)).toEqual([
      'INV-2026-000001',
      'DBN-2026-000001',
      'CRN-2026-000001',
      'INV-2026-000002',
    ]);
  });

  it('names a voided invoice that nothing replaces', async () => {
    await issueAll(database, [invoice('10.00'), note('credit_note', 'INV-2026-000001', '-10.00')]);
    await recordVoid(database, {
      number: 'INV-2026-000001',
      reason: 'twice',
      creditNote: 'CRN-2026-000001',
    });
    const acme = (await readBilledCustomers(database, '2026-09')).get('acme')!;
    expect([acme.live, acme.unreplaced, acme.total]).toEqual([
      undefined,
      'INV-2026-000001',
      '0.00',
    ]);
  });

  it('knows only customers of the month, in the order of their first documents', async () => {
    await issueAll(database, [
      { ...invoice('1.00'), customer_id: 'zoo' },
      invoice('2.00'),
      { ...invoice('3.00'), customer_id: 'other', month: '2026-10' },
    ]);
    expect([...(await readBilledCustomers(database, '2026-09')).keys()]).toEqual(['zoo', 'acme']);
  });
});

describe('linesBefore', () => {
  it('reads the lines of earlier documents of the customer and month only', async () => {
    await issueAll(database, [
      invoice('10.00'),
      { ...invoice('1.00'), month: '2026-10' },
      draftOver([proLine('b')], { customer_id: 'other', month: '2026-09' }),
      note('debit_note', 'INV-2026-000001', '2.50'),
    ]);
    const document = { number: 'DBN-2026-000001', month: '2026-09', customer_id: 'acme' };
    const lines = await linesBefore(database, document);
    expect(lines.map(({ amount }) => amount)).toEqual(['10.00']);
  });
});

describe('documentStates', () => {
  it('tells issued, corrected and voided invoices; notes stay issued', async () => {
    await voidedAndReplaced();
    await issueAll(database, [note('debit_note', 'INV-2026-000002', '0.10')]);
    expect(Object.fromEntries(await documentStates(database, '2026-09'))).toEqual({
      'INV-2026-000001': 'voided',
      'DBN-2026-000001': 'issued',
      'CRN-2026-000001': 'issued',
      'INV-2026-000002': 'corrected',
      'DBN-2026-000002': 'issued',
    });
    const nets = await database.rows('select number, net from document_states order by number');
    // 10.00 + 2.50 − 12.50; 7.00 + 0.10
    expect(nets.map((row) => Object.values(row)).filter(([, net]) => net !== null)).toEqual([
      ['INV-2026-000001', '0.00'],
      ['INV-2026-000002', '7.10'],
    ]);
  });
});
