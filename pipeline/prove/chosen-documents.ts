import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { unknownNumber } from '../../src/ledger/unknown-number.ts';

/** A choice of documents; all without number and month. */
export interface Choice {
  number?: string | undefined;
  month?: Month | undefined;
}

/**
 * Reads the numbers of the chosen documents, in the order of the ledger.
 *
 * @throws {UserError} (exit 2) If there is no such number, (exit 4) if the month has no document.
 */
export async function findChosenNumbers(
  database: Database,
  { number, month }: Choice = {},
): Promise<string[]> {
  const rows = await database.rows<{ number: string }>(
    `select number from invoices
     where ($number is null or number = $number) and ($month is null or month = $month) order by position`,
    { number: number ?? null, month: month ?? null },
  );
  if (rows.length === 0 && number !== undefined)
    throw await unknownNumber(database, number, 'document');
  if (rows.length === 0 && month !== undefined)
    throw new UserError(
      `Nothing was issued for ${month}.\nimbill invoice list shows what was.`,
      exitCodes.nothingToDo,
    );
  return rows.map((row) => row.number);
}
