import { UserError } from '../../base/errors.ts';
import { identifier, type Parameters, quoted } from '../../duckdb/duckdb.ts';

/** Values of a row, as text; an absent value is null. */
export type PublishedRow = Readonly<Record<string, string | undefined>>;

/** A statement that builds a part of the snapshot. */
export interface Statement {
  sql: string;
  parameters?: Parameters;
}

/** Number of rows in one statement, to keep it small. */
const rowsAtOnce = 5000;

/**
 * Returns statements that create a table and fill it.
 *
 * @param columns Name → SQL type, in their order.
 * @throws {UserError} (exit 3) If a decimal has more digits than its column holds. It is never rounded.
 */
export function tableOf(
  name: string,
  columns: Readonly<Record<string, string>>,
  rows: readonly PublishedRow[],
): Statement[] {
  const names = Object.keys(columns);
  for (const row of rows)
    for (const column of names) refuseLonger(name, column, row, columns[column]!);
  const typed = names.map((column) => `${identifier(column)} ${columns[column]}`);
  const shape = JSON.stringify([Object.fromEntries(names.map((column) => [column, 'VARCHAR']))]);
  const values = names.map((column) => `cast(given.${identifier(column)} as ${columns[column]})`);
  const statements: Statement[] = [
    { sql: `create table ${identifier(name)} (${typed.join(', ')})` },
  ];
  for (let first = 0; first < rows.length; first += rowsAtOnce) {
    statements.push({
      sql: `insert into ${identifier(name)} select ${values.join(', ')}
       from (select unnest(from_json($rows, ${quoted(shape)})) as given)`,
      parameters: { rows: JSON.stringify(rows.slice(first, first + rowsAtOnce)) },
    });
  }
  return statements;
}

function refuseLonger(relation: string, column: string, row: PublishedRow, type: string): void {
  const value = row[column];
  const [, digits, decimals] = /^decimal\((\d+), (\d+)\)$/.exec(type) ?? [];
  if (value === undefined || digits === undefined) return;
  const [, whole = '', fraction = ''] = /^-?0*(\d*)(?:\.(\d*?)0*)?$/.exec(value) ?? [];
  const most = Number(digits) - Number(decimals);
  if (whole.length <= most && fraction.length <= Number(decimals)) return;
  const named = Object.entries(row).find(([, one]) => one !== undefined && one !== value);
  throw new UserError(
    `The snapshot is not published: ${column} of ${relation} is "${value}"${named ? ` (${named.join(' ')}${row['sku'] ? `, sku ${row['sku']}` : ''})` : ''}, which ${type} cannot hold exactly.\nAccepted: at most ${most} digits before the point and ${decimals} after it.\nCorrect the price book or contract, then publish with: imbill load`,
  );
}
