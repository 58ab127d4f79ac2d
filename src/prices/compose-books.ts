import { addDays, compareFrom } from '../calendar/billing-day.ts';
import type { PriceBook } from './price-book.ts';

/** A price list that is used from a day on. */
export interface UsedList {
  list: string;
  /** Absent for the first, which is used from its first book on. */
  from?: string;
}

/**
 * Returns the books that price a customer who changes the price list: of each list those of its days.
 *
 * @param lists By day.
 * @param books Books of all these lists, any order.
 * @returns By date. A book that begins within the days of its list, and all books of a single list,
 *   are unchanged.
 */
export function composeBooks(lists: readonly UsedList[], books: readonly PriceBook[]): PriceBook[] {
  return lists.flatMap(({ list, from = '' }, index) => {
    const next = lists[index + 1]?.from;
    const ofList = books.filter((book) => book.list === list).toSorted(compareFrom);
    const used = ofList.filter((book, place) => {
      const follower = ofList[place + 1];
      const isOver = (follower !== undefined && follower.from <= from) || hasEnded(book, from);
      return !isOver && (next === undefined || book.from < next);
    });
    return used.map((book, place) => {
      const last = place === used.length - 1 && next !== undefined ? addDays(next, -1) : undefined;
      return clip(book, from, last);
    });
  });
}

function hasEnded({ until }: PriceBook, day: string): boolean {
  return until !== undefined && until < day;
}

/** Cuts the days of a book; a book whose first day changes names its own. */
function clip(book: PriceBook, first: string, last: string | undefined): PriceBook {
  const { list, from, sha256 } = book;
  const ends = last !== undefined && (book.until === undefined || book.until > last);
  return {
    ...book,
    ...(from < first && { from: first, list_book: { list, from, sha256 } }),
    ...(ends && { until: last }),
  };
}
