import type { Database } from '../../src/duckdb/duckdb.ts';

/** Carries what a dry run came to out of its transaction. */
class TakenBack<T> extends Error {
  readonly result: T;

  constructor(result: T) {
    super('A dry run is taken back');
    this.result = result;
  }
}

/** Runs `work` in one transaction and, for a dry run, takes all of it back; the result is the same. */
export async function orRolledBack<T>(
  database: Database,
  isDryRun: boolean,
  work: () => Promise<T>,
): Promise<T> {
  if (!isDryRun) return database.transaction(work);
  try {
    return await database.transaction<T>(async () => {
      throw new TakenBack(await work());
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.result as T;
    throw error;
  }
}
