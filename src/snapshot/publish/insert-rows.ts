import { identifier, type Parameters, quoted } from '../../duckdb/duckdb.ts';

/** Values of a row, as text; what is absent is null. */
export type PublishedRow = Readonly<Record<string, string | undefined>>;

/** What is run once to make a part of the snapshot. */
export interface Statement {
  sql: string;
  parameters?: Parameters;
}

/** Rows of one statement: what is handed over at once stays small. */
const rowsAtOnce = 5000;

/**
 * Statements that create a table and fill it.
 *
 * @param columns Name → SQL type, in their order. What a type does not hold is null: a price of 30
 *   digits must not keep everything else from being published.
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
