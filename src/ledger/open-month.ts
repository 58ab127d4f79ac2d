import { firstDay, type Month, nextMonth } from '../calendar/month.ts';
import type { Database } from '../engines/duckdb.ts';
import { exitCodes, UserError } from '../errors.ts';

/**
 * The month whose documents corrections and late invoices are dated with: the one after the last
 * month that was issued, or the one asked for. No clock is asked.
 *
 * @throws {UserError} (exit 2) If the month asked for is before the last one that was issued.
 */
export async function openMonth(database: Database, asked: Month | undefined): Promise<Month> {
  const { last } = await database.one<{ last: string | null }>(
    "select max(month) as last from invoices where kind = 'invoice'",
  );
  if (last === null) throw new Error('No month was issued, so none is open');
  if (asked === undefined) return nextMonth(last);
  if (asked >= last) return asked;
  throw new UserError(
    `--in is ${asked}, but ${last} was issued already: a document cannot be dated before it.\nAccepted: ${last} or later. Without --in it is ${nextMonth(last)}, the month after the last that was issued.`,
    exitCodes.wrongUsage,
  );
}

/** Dates of the documents of a month. Source: DOMAIN §2, "invoice date, due date". */
export function datesOf(month: Month): { issue_date: string; due_date: string } {
  return { issue_date: firstDay(nextMonth(month)), due_date: `${nextMonth(month)}-07` };
}
