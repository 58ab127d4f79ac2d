import { exitCodes, UserError } from '../../base/errors.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { relationDocs } from '../../duckdb/relation-docs.ts';

/**
 * What is said where imbill's own query reads what a snapshot lacks, as another version published it.
 *
 * @returns Undefined for every other error, and where the snapshot lacks nothing.
 */
export async function otherVersion(
  database: Database,
  error: unknown,
): Promise<UserError | undefined> {
  return isMissingInSql(error) && !(await isOfThisVersion(database))
    ? ofOtherVersion(error)
    : undefined;
}

/** Whether DuckDB does not know a relation or column of a query. */
export function isMissingInSql(error: unknown): boolean {
  return /^(Catalog|Binder) Error: /.test((error as Error).message);
}

export function ofOtherVersion(cause: unknown): UserError {
  return new UserError(
    'What is published here is of another version of imbill, and lacks what this command reads.\nPublish it anew with: imbill load',
    exitCodes.failed,
    { cause },
  );
}

/** Whether all columns are there that this version publishes. */
async function isOfThisVersion(database: Database): Promise<boolean> {
  const there = await database.rows<{ name: string }>(
    `select table_name || '.' || column_name as name from duckdb_columns() where database_name = 'published'`,
  );
  const names = new Set(there.map(({ name }) => name));
  return [...relationDocs()].every(([relation, { columns }]) =>
    Object.keys(columns).every((column) => names.has(`${relation}.${column}`)),
  );
}
