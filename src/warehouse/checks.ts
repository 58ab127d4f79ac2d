import type { Database } from '../duckdb/duckdb.ts';
import { relationNames, viewStatements } from '../duckdb/sql-files.ts';

/**
 * Runs all checks of sql/checks on the warehouse's tables.
 *
 * @throws {Error} Naming the check and its first rows, if one finds any. Then something is wrong with
 *   imbill or its files, and nothing may be billed.
 */
export async function runChecks(database: Database): Promise<void> {
  const checks = relationNames('checks');
  for (const statement of viewStatements(checks, [])) await database.run(statement);
  for (const check of checks) {
    const rows = await database.rows(`select * from ${check} limit 5`);
    if (rows.length === 0) continue;
    const shown = rows.map((row) => `  ${Object.values(row).join(' | ')}`).join('\n');
    throw new Error(`The check ${check} found rows that must not exist:\n${shown}`);
  }
}
