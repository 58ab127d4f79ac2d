import { type Database, identifier, quoted } from '../../engines/duckdb.ts';

/** Values of a row, as text; what is absent is null. */
export type PublishedRow = Readonly<Record<string, string | undefined>>;

/** Rows of one statement: what is handed over at once stays small. */
const rowsAtOnce = 5000;

/**
 * Creates a table and fills it.
 *
 * @param columns Name → SQL type, in their order. What a type does not hold is null: a price of 30
 *   digits must not keep everything else from being published.
 */
export async function createTableOf(
  database: Database,
  name: string,
  columns: Readonly<Record<string, string>>,
  rows: readonly PublishedRow[],
): Promise<void> {
  const names = Object.keys(columns);
  const typed = names.map((column) => `${identifier(column)} ${columns[column]}`);
  await database.run(`create table ${identifier(name)} (${typed.join(', ')})`);
  const shape = JSON.stringify([Object.fromEntries(names.map((column) => [column, 'VARCHAR']))]);
  const values = names.map(
    (column) => `try_cast(given.${identifier(column)} as ${columns[column]})`,
  );
  for (let first = 0; first < rows.length; first += rowsAtOnce) {
    await database.run(
      `insert into ${identifier(name)} select ${values.join(', ')}
       from (select unnest(from_json($rows, ${quoted(shape)})) as given)`,
      { rows: JSON.stringify(rows.slice(first, first + rowsAtOnce)) },
    );
  }
}
