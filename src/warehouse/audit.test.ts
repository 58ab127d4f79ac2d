import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../duckdb/duckdb.ts';
import { auditProblems, recordAudit } from './audit.ts';
import { createTables } from './schema.ts';

let database: Database;

beforeEach(async () => {
  database = await Database.open();
  await createTables(database);
});
afterEach(() => database.close());

async function recordThree(): Promise<void> {
  for (const subject of ['2026-09', 'batch 3', 'INV-2026-000001'])
    await recordAudit(
      database,
      { action: 'withdraw', subject, reason: 'it’s wrong', detail: { b: ['x'], a: '1' } },
      () => new Date('2026-10-02T03:04:05.678Z'),
    );
}

describe('recordAudit', () => {
  it('counts, and keeps what was said with moment and user', async () => {
    await recordThree();
    const rows = await database.rows(
      'select entry, action, subject, reason, detail, recorded_at from audit order by entry',
    );
    expect(rows.map((row) => Object.values(row))[1]).toEqual([
      2n,
      'withdraw',
      'batch 3',
      'it’s wrong',
      '{"a":"1","b":["x"]}',
      '2026-10-02T03:04:05.678Z',
    ]);
    const { by } = await database.one('select any_value(recorded_by) as by from audit');
    expect(by).toMatch(/^.+@.+$/);
  });
});

describe('auditProblems', () => {
  it('finds none in an empty audit and in one as it was recorded', async () => {
    expect(await auditProblems(database)).toEqual([]);
    await recordThree();
    expect(await auditProblems(database)).toEqual([]);
  });

  it.each([
    ["update audit set reason = 'none' where entry = 2", ['Entry 2 of the audit was altered']],
    ['delete from audit where entry = 1', ['Entry 1 is missing from the audit']],
    ['delete from audit where entry < 3', ['Entries 1 to 2 are missing from the audit']],
    [
      'delete from audit where entry = 3',
      ['The last entries of the audit are missing or were altered'],
    ],
    ['delete from audit', ['The last entries of the audit are missing or were altered']],
    [
      "update audit set sha256 = repeat('0', 64) where entry = 3",
      ['Entry 3 of the audit was altered'],
    ],
  ])('after %j says so', async (damage, problems) => {
    await recordThree();
    await database.run(damage);
    expect(await auditProblems(database)).toEqual(problems);
  });
});
