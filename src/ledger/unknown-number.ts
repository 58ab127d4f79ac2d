import { exitCodes, UserError } from '../base/errors.ts';
import { nearestName } from '../base/nearest-name.ts';
import type { Database } from '../duckdb/duckdb.ts';

/**
 * Builds the error (exit 2) for a number that the ledger does not have, with the nearest number that it
 * has, or with the place of a preview.
 */
export async function unknownNumber(
  database: Database,
  number: string,
  what: 'document' | 'invoice',
): Promise<UserError> {
  const [, month] = /^PREVIEW-(\d{4}-\d\d)-/.exec(number) ?? [];
  if (month !== undefined)
    return new UserError(
      `${JSON.stringify(number)} is a preview, and the ledger has issued documents only.\nIts page in out/${month}/preview/ explains each amount. imbill run --month ${month} issues it.`,
      exitCodes.wrongUsage,
    );
  const rows = await database.rows<{ number: string }>('select number from invoices');
  const nearest = nearestName(
    number,
    rows.map((row) => row.number),
  );
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return new UserError(
    `There is no ${what} ${JSON.stringify(number)}${hint}\nimbill invoice list shows all numbers.`,
    exitCodes.wrongUsage,
  );
}
