import { describe, expect, it } from 'vitest';
import { pageBooks } from '../rating/testing/page-books.ts';
import { datesOf } from './document-dates.ts';

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
