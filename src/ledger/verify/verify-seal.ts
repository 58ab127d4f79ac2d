import type { Database } from '../../duckdb/duckdb.ts';
import { brokenSeals } from '../../warehouse/seal.ts';
import { comparison, type Difference } from '../difference.ts';

/**
 * Compares the rows of every table with the seal of the last command.
 *
 * @returns True if there is a seal to compare with.
 */
export async function verifySeal(database: Database, differences: Difference[]): Promise<boolean> {
  const broken = await brokenSeals(database);
  for (const { table, expected, found } of broken ?? [])
    comparison('seal', `table ${table}`, differences)('rows', expected, found);
  return broken !== undefined;
}
