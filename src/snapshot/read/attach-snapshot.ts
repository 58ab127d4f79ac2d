import { Database, type DatabaseOptions, quoted } from '../../duckdb/duckdb.ts';

/**
 * Opens the published snapshot read-only, without access to other files and with locked settings.
 * Whoever has it open keeps it when the next one is published.
 *
 * @param path Absolute path of `analytics.duckdb`.
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
