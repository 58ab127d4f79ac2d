import type { Database } from '../../duckdb/duckdb.ts';
import { attachSnapshot } from './attach-snapshot.ts';

/** An open published snapshot. Results are cached, as it cannot change. */
export class Snapshot {
  readonly database: Database;
  readonly #cached = new Map<string, Promise<unknown>>();

  constructor(database: Database) {
    this.database = database;
  }

  static async open(path: string, options: { threads?: number } = {}): Promise<Snapshot> {
    return new Snapshot(await attachSnapshot(path, options));
  }

  /**
   * Returns the cached value of `key`, or calculates it with `make`. A failed calculation is not
   * cached.
   */
  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const cached = this.#cached.get(key);
    if (cached !== undefined) return cached as Promise<T>;
    const made = make();
    this.#cached.set(key, made);
    made.catch(() => this.#cached.delete(key));
    return made;
  }

  close(): void {
    this.database.close();
  }
}
