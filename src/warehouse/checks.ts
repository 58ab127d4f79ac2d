import type { Database } from '../duckdb/duckdb.ts';
import { currentSql } from '../duckdb/sql-files.ts';

/**
 * Runs all checks of sql/checks on the warehouse's tables.
 *
 * @throws {Error} Naming the check and its first rows, if one finds any. Then something is wrong with
 *   imbill or its files, and nothing may be billed.
 */
export async function runChecks(database: Database): Promise<void> {
  const sql = currentSql();
  const checks = sql.names('checks');
  for (const statement of sql.viewStatements(checks)) await database.run(statement);
  for (const check of checks) {
    const rows = await database.rows(`select * from ${check} limit 5`);
    if (rows.length === 0) continue;
    const shown = rows.map((row) => `  ${Object.values(row).join(' | ')}`).join('\n');
    throw new Error(`The check ${check} found rows that must not exist:\n${shown}`);
  }
}
