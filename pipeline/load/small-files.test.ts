import { afterEach, describe, expect, it, vi } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import { load, warehouseRows } from '../../src/testing/jobs.ts';
import { csv, headers, writeWorkspace } from '../../src/testing/write-workspace.ts';

afterEach(() => vi.restoreAllMocks());

const twoDays = (user: string) => [
  `2026-09-01T01:00:00Z,a1,${user}`,
  `2026-09-02T01:00:00Z,a1,${user}`,
];

/** Small files of two days each, by path. */
function small(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `logs/logins/f${String(index).padStart(3, '0')}.csv`,
      csv(headers.logins, twoDays(`u${index}`)),
    ]),
  );
}

describe('many small files', () => {
  it('are loaded with less than one statement a further file', async () => {
    const run = vi.spyOn(Database.prototype, 'run');
    const table = vi.spyOn(Database.prototype, 'table');
    const statements = async (count: number) => {
      const folder = await writeWorkspace({ files: small(count) });
      run.mockClear();
      table.mockClear();
      expect((await load(folder)).files).toBe(count);
      return run.mock.calls.length + table.mock.calls.length;
    };
    expect((await statements(120)) - (await statements(40))).toBeLessThan(80);
  });

  it('are each a batch with segments of their own', async () => {
    const folder = await writeWorkspace({ files: small(70) });
    await load(folder, 2);
    expect(
      await warehouseRows(
        folder,
        `select count(*) as batches, min(accepted) as fewest, max(accepted) as most,
          (select count(distinct path) from segments) as segments from batches`,
      ),
    ).toEqual([[70n, 2n, 2n, 140n]]);
  });

  it('keep a bad file among them from stopping the others', async () => {
    const files = {
      ...small(20),
      'logs/logins/f007.csv': csv(headers.logins, ['2026-09-31T01:00:00Z,a1,u']),
      'logs/logins/f008.csv': csv('time,app_id', ['2026-09-01T01:00:00Z,a1']),
      'logs/logins/f009.csv': '',
    };
    const folder = await writeWorkspace({ files });
    const message = await load(folder).catch((error: Error) => error.message);
    expect(message).toContain('logs/logins/f007.csv, line 2: time is "2026-09-31T01:00:00Z"');
    expect(message).toContain('logs/logins/f008.csv, line 1: there is no column "user_id"');
    expect(await warehouseRows(folder, 'select count(*), sum(accepted) from batches')).toEqual([
      [18n, 34n],
    ]);
    expect(await warehouseRows(folder, 'select path from refused_files order by path')).toEqual([
      ['logs/logins/f007.csv'],
      ['logs/logins/f008.csv'],
    ]);
  });
});
