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
 * @param columns Name → SQL type, in their order. A value that does not fit its type becomes null: a
 *   price of 30 digits must not stop the rest.
 */
export function tableOf(
  name: string,
  columns: Readonly<Record<string, string>>,
  rows: readonly PublishedRow[],
): Statement[] {
  const names = Object.keys(columns);
  const typed = names.map((column) => `${identifier(column)} ${columns[column]}`);
  const shape = JSON.stringify([Object.fromEntries(names.map((column) => [column, 'VARCHAR']))]);
  const values = names.map(
    (column) => `try_cast(given.${identifier(column)} as ${columns[column]})`,
  );
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
