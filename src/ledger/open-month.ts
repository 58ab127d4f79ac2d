import { exitCodes, UserError } from '../base/errors.ts';
import { type Month, nextMonth } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { lastClosedMonth } from './closings.ts';

/**
 * Returns the month that dates corrections and late invoices: the month after the last issued or closed
 * one, or the month that the user names. It does not depend on the clock.
 *
 * @throws {UserError} (exit 2) If the named month is closed, or before the last issued one.
 */
export async function openMonth(database: Database, asked: Month | undefined): Promise<Month> {
  const { last } = await database.one<{ last: string | null }>(
    "select max(month) as last from invoices where kind = 'invoice'",
  );
  const closed = await lastClosedMonth(database);
  if (last === null && closed === undefined)
    throw new Error('No month was issued or closed, so none is open');
  const next = nextMonth([last ?? '', closed ?? ''].toSorted().at(-1)!);
  if (asked === undefined) return next;
  if (closed !== undefined && asked <= closed)
    throw new UserError(
      `--in is ${asked}, but the books are closed up to ${closed}: no document gets a date in a closed month.\nAccepted: ${nextMonth(closed)} or later. Without --in it is ${next}.`,
      exitCodes.wrongUsage,
    );
  if (last === null || asked >= last) return asked;
  throw new UserError(
    `--in is ${asked}, but ${last} was issued already: a document cannot be dated before it.\nAccepted: ${last} or later. Without --in it is ${next}, the month after the last that was issued.`,
    exitCodes.wrongUsage,
  );
}
