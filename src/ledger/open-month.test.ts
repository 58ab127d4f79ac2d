import { describe, expect, it } from 'vitest';
import { closingOf, recordClosing, recordReopening } from './closings.ts';
import { openMonth } from './open-month.ts';
import { draft, issueAll, memoryLedger } from './testing/memory-ledger.ts';

describe('openMonth', () => {
  it('is the month after the last that was issued or closed, or a later one', async () => {
    const database = await memoryLedger();
    await expect(openMonth(database, undefined)).rejects.toThrow(
      'No month was issued or closed, so none is open',
    );
    await issueAll(database, [draft({ month: '2026-09', issue_date: '2026-10-01' })]);
    expect(await openMonth(database, undefined)).toBe('2026-10');
    expect(await openMonth(database, '2026-09')).toBe('2026-09');
    await recordClosing(
      database,
      '2026-10',
      {
        ...{ closed_by: 'Anna Li', accepted: [], totals: [] },
        ledger: { position: 1n, entry_sha256: '' },
        verified: { documents: 1, facts: 0, reports: 0, batches: 0, segments: 0 },
      },
      '',
    );
    expect(await openMonth(database, undefined)).toBe('2026-11');
    await expect(openMonth(database, '2026-10')).rejects.toThrow(
      `--in is 2026-10, but the books are closed up to 2026-10: no document gets a date in a closed month.
Accepted: 2026-11 or later. Without --in it is 2026-11.`,
    );
    const closing = (await closingOf(database, '2026-10'))!;
    await recordReopening(database, closing, { by: 'Anna Li', reason: 'wrong' });
    expect(await openMonth(database, '2026-10')).toBe('2026-10');
  });
});
