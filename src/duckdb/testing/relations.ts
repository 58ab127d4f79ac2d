import { Database, type Row } from '../duckdb.ts';
import { currentSql } from '../sql-files.ts';

/** Columns of the relations that the program hands in to the measuring rules. */
const columns = {
  lake_logins:
    'app_id varchar, user_id varchar, is_success boolean, usage_date date, logged_in_at timestamp',
  lake_bandwidth:
    'app_id varchar, region varchar, node varchar, bytes varchar, samples varchar, slot_seconds integer, bits decimal(38, 6), usage_date date, measured_at timestamp, slot_started_at timestamp',
  lake_groups:
    'app_id varchar, group_id varchar, event varchar, group_type varchar, usage_date date, occurred_at timestamp',
  lake_daily: 'app_id varchar, metric varchar, quantity decimal(38, 9), usage_date date',
  calendar_days: 'usage_date date',
  cached_user_days:
    'app_id varchar, usage_month date, user_id varchar, seen_days integer, login_days integer',
};

/** Tables that are handed in, and their rows: values as SQL literals. */
export type Inputs = Partial<Record<keyof typeof columns, readonly string[]>>;

/** Creates the relations that the program hands in, without rows. */
export async function createHandedIn(database: Database): Promise<void> {
  for (const [table, definition] of Object.entries(columns))
    await database.run(`create table ${table} (${definition})`);
}

/**
 * Returns the rows of a relation of sql/ over a few rows, from a database of its own.
 *
 * @param inputs Rows without their brackets, such as `'a', 'u1', true, …`; other tables are empty.
 * @returns Each row as the list of its values, in the order of all columns.
 */
export async function rowsOf(
  relation: string,
  inputs: Inputs,
  sql = currentSql(),
): Promise<Row[string][][]> {
  const database = await Database.open();
  try {
    await database.run(sql.macros);
    await createHandedIn(database);
    for (const [table, rows] of Object.entries(inputs))
      if (rows.length > 0)
        await database.run(
          `insert into ${table} values ${rows.map((row) => `(${row})`).join(', ')}`,
        );
    for (const statement of sql.viewStatements([relation])) await database.run(statement);
    const rows = await database.rows(`select * from ${relation} order by all nulls last`);
    return rows.map((row) => Object.values(row));
  } finally {
    database.close();
  }
}
