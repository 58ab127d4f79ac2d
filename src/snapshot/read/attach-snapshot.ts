import { Database, type DatabaseOptions, quoted } from '../../duckdb/duckdb.ts';

/**
 * Opens the published snapshot read-only and shut off: no other file can be read or written through
 * this connection, and no setting changed back. Whoever has it open keeps it when the next is published.
 *
 * @param path Of `analytics.duckdb`, absolute.
 */
export async function attachSnapshot(
  path: string,
  options: Pick<DatabaseOptions, 'threads' | 'memoryLimit'> = {},
): Promise<Database> {
  const database = await Database.open(options);
  try {
    await database.run(`attach ${quoted(path)} as published (read_only)`);
    await database.run('use published');
    await database.run('set enable_external_access = false');
    await database.run('set lock_configuration = true');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
