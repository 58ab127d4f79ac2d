import { describe, expect, it } from 'vitest';
import { pageBooks } from '../rating/testing/page-books.ts';
import { closingOf, recordClosing, recordReopening } from './closings.ts';
import { datesOf, openMonth } from './open-month.ts';
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

describe('datesOf', () => {
  it.each([
    ['2018-10', '2018-11-01', '2018-11-07'],
    ['2019-06', '2019-07-01', '2019-07-07'],
    // terms are those of the day on which the bill is made: since 2019-08-09 it is paid on the 3rd
    ['2019-07', '2019-08-01', '2019-08-07'],
    ['2019-08', '2019-09-01', '2019-09-03'],
    ['2019-12', '2020-01-01', '2020-01-03'],
  ])('of %s are %s and %s by the books of tencent-im-2019', (month, issued, due) => {
    expect(datesOf(month, pageBooks)).toEqual({ issue_date: issued, due_date: due });
  });

  it('are the 1st and the 7th where no book is known, and of the page for ever', () => {
    const page = pageBooks.filter(({ from }) => from <= '2018-12-27');
    const dates = { issue_date: '2026-10-01', due_date: '2026-10-07' };
    expect(datesOf('2026-09', page)).toEqual(dates);
    expect(datesOf('2026-09', [])).toEqual(dates);
  });

  it('may pass the end of the month', () => {
    const terms = { issue_day: 15, due_days: 30 };
    expect(
      datesOf(
        '2026-12',
        pageBooks.map((book) => ({ ...book, terms })),
      ),
    ).toEqual({
      issue_date: '2027-01-15',
      due_date: '2027-02-13',
    });
  });
});
