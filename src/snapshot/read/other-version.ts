import { exitCodes, UserError } from '../../base/errors.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { publishedRelations } from '../../duckdb/relation-entries.ts';

/**
 * Builds the error for a query of imbill that reads what the snapshot of another version lacks.
 *
 * @returns Undefined for every other error, and if the snapshot lacks nothing.
 */
export async function otherVersion(
  database: Database,
  error: unknown,
): Promise<UserError | undefined> {
  return isMissingInSql(error) && !(await isOfThisVersion(database))
    ? ofOtherVersion(error)
    : undefined;
}

/** Tells if DuckDB does not know a relation or column of a query. */
export function isMissingInSql(error: unknown): boolean {
  return /^(Catalog|Binder) Error: /.test((error as Error).message);
}

export function ofOtherVersion(cause: unknown): UserError {
  return new UserError(
    'Another version of imbill published this snapshot. It lacks data that this command reads.\nPublish it again with: imbill load',
    exitCodes.failed,
    { cause },
  );
}

/** Tells if the snapshot has all columns that this version publishes. */
async function isOfThisVersion(database: Database): Promise<boolean> {
  const there = await database.rows<{ name: string }>(
    `select table_name || '.' || column_name as name from duckdb_columns() where database_name = 'published'`,
  );
  const names = new Set(there.map(({ name }) => name));
  return [...publishedRelations()].every(([relation, { columns }]) =>
    Object.keys(columns).every((column) => names.has(`${relation}.${column}`)),
  );
}
