import type { Database } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';

/**
 * Compares the rows of some segments with those of others, in any order. Segments that cannot be compared count as
 * different.
 *
 * @param beside A database without an open transaction: a failure would end it.
 * @param without Columns that do not matter.
 */
export async function haveEqualRows(
  beside: Database,
  some: readonly string[],
  others: readonly string[],
  without: readonly string[] = [],
): Promise<boolean> {
  const columns = without.length === 0 ? '*' : `* exclude (${without.join(', ')})`;
  const [a, b] = [some, others].map((paths) => `select ${columns} from ${parquetRows(paths)}`);
  return beside
    .rows(`(${a} except all ${b}) union all (${b} except all ${a}) limit 1`)
    .then((rows) => rows.length === 0)
    .catch(() => false);
}
