import type { Database } from '../../src/duckdb/duckdb.ts';

/** Carries the result of a dry run out of its transaction. */
class TakenBack<T> extends Error {
  readonly result: T;

  constructor(result: T) {
    super('A dry run is taken back');
    this.result = result;
  }
}

/** Runs `work` in one transaction. A dry run is rolled back, with the same result. */
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
