import { quotedText } from '../../src/base/visible-characters.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { closingOf } from '../../src/ledger/closings.ts';
import type { Refusal } from './refusal.ts';

/** Tells that a month is closed, by itself or with a later one. @returns `undefined` if it is open. */
export async function refuseClosed(
  month: Month,
  warehouse: Database,
): Promise<Refusal | undefined> {
  const closing = await closingOf(warehouse, month);
  if (closing === undefined) return undefined;
  const { month: closed, closed_by, closed_at } = closing;
  const why = closed === month ? '' : `${month} is before ${closed}, and `;
  return {
    code: 'month-closed',
    reason: `${why}${closed} was closed by ${quotedText(closed_by)} at ${closed_at}.`,
    nextStep: `What is still to be billed gets a document in an open month: imbill correct --month ${month}`,
  };
}
