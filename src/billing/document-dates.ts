import { addDays } from '../calendar/billing-day.ts';
import { firstDay, type Month, nextMonth } from '../calendar/month.ts';
import type { PaymentTerms, PriceBook } from '../prices/price-book.ts';
import { latestBook } from '../rating/book-in-force.ts';

/**
 * Terms of a book that states none: dated on the 1st, 7 days to pay. Source: price page, "1日出账".
 */
const defaultTerms: PaymentTerms = { issue_day: 1, due_days: 7 };

/**
 * Calculates the dates of a month's documents from the terms of the book in force on the 1st of the
 * month after.
 *
 * @param books All books of the customer's list, any order; empty if they are not known.
 */
export function datesOf(
  month: Month,
  books: readonly PriceBook[],
): { issue_date: string; due_date: string } {
  const first = firstDay(nextMonth(month));
  const { terms = defaultTerms } = books.length === 0 ? {} : latestBook(books, first);
  const issueDate = addDays(first, terms.issue_day - 1);
  return { issue_date: issueDate, due_date: addDays(issueDate, terms.due_days - 1) };
}
