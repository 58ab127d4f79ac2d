import { describe, expect, it } from 'vitest';
import type { Database } from '../../duckdb/duckdb.ts';
import { recordAudit } from '../../warehouse/audit.ts';
import {
  closingOf,
  closingTotals,
  ledgerEnd,
  recordClosing,
  recordReopening,
} from '../closings.ts';
import { draft, issueAll, memoryLedger } from '../testing/memory-ledger.ts';
import { verifyClosings } from './verify-closings.ts';

const september = { month: '2026-09', issue_date: '2026-10-01', due_date: '2026-10-07' };
const verified = { documents: 1, facts: 0, reports: 0, batches: 0, segments: 0 };

describe('verifyClosings', () => {
  it('finds nothing where only later months went on', async () => {
    const database = await closedLedger();
    await issueAll(database, [
      draft({ ...september, month: '2026-10', issue_date: '2026-11-01', customer_id: 'beta' }),
    ]);
    expect(await verifyClosings(database)).toEqual([]);
  });

  it('names a document that is dated in a closed month', async () => {
    const database = await closedLedger();
    await issueAll(database, [draft({ ...september, customer_id: 'beta' })]);
    expect(await verifyClosings(database)).toEqual([
      {
        check: 'closings',
        where: 'audit entry 1',
        key: 'INV-2026-000002',
        expected: 'no document dated in 2026-09 or before after it was closed',
        found: 'one',
      },
    ]);
  });

  it('names a payment that is booked in a closed month', async () => {
    const database = await closedLedger();
    for (const [payment_id, booked_on] of [
      ['p1', '2026-10-01'],
      ['p2', '2026-09-30'],
    ])
      await recordAudit(database, {
        ...{ action: 'payment', subject: 'p', reason: '' },
        detail: { payment_id, booked_on },
      });
    expect(await verifyClosings(database)).toEqual([
      {
        check: 'closings',
        where: 'audit entry 1',
        key: 'p2',
        expected: 'no payment booked in 2026-09 or before after it was closed',
        found: 'one',
      },
    ]);
  });

  it('allows documents while the month is open again', async () => {
    const database = await closedLedger();
    const closing = (await closingOf(database, '2026-09'))!;
    await issueAll(database, [
      draft({ ...september, month: '2026-10', issue_date: '2026-11-01', customer_id: 'beta' }),
    ]);
    await recordReopening(database, closing, { by: 'Anna Li', reason: 'forgotten' });
    await issueAll(database, [draft({ ...september, customer_id: 'gamma' })]);
    await close(database);
    expect(await verifyClosings(database)).toEqual([]);
    await issueAll(database, [draft({ ...september, customer_id: 'delta' })]);
    const found = await verifyClosings(database);
    expect(found.map(({ where, key }) => [where, key])).toEqual([
      ['audit entry 3', 'INV-2026-000004'],
    ]);
  });

  it('names totals and a ledger that are not those of the closing', async () => {
    const database = await closedLedger();
    await database.run(
      "update invoices set total = 99.00, prepaid = 99.00, entry_sha256 = 'other'",
    );
    expect(
      (await verifyClosings(database)).map(({ key, expected, found }) => [key, expected, found]),
    ).toEqual([
      ['ledger at position 1', expect.stringMatching(/^[0-9a-f]{64}$/), 'other'],
      ['CNY, gross', '0.00', '99.00'],
      ['CNY, net', '0.00', '99.00'],
      ['CNY, prepaid', '0.00', '99.00'],
      ['CNY, total', '0.00', '99.00'],
    ]);
  });
});

async function closedLedger(): Promise<Database> {
  const database = await memoryLedger();
  await issueAll(database, [draft({ ...september, customer_id: 'acme' })]);
  await close(database);
  return database;
}

async function close(database: Database): Promise<void> {
  const ledger = await ledgerEnd(database);
  const totals = await closingTotals(database, '2026-09', ledger.position);
  const record = { closed_by: 'Anna Li', accepted: [], totals, ledger, verified };
  await recordClosing(database, '2026-09', record, '');
}
