import type { Database } from '../../duckdb/duckdb.ts';
import { attachSnapshot } from './attach-snapshot.ts';

/** One published state, open. What was asked once is kept, as it cannot change. */
export class Snapshot {
  readonly database: Database;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(database: Database) {
    this.database = database;
  }

  static async open(path: string, options: { threads?: number } = {}): Promise<Snapshot> {
    return new Snapshot(await attachSnapshot(path, options));
  }

  /** The value of `key`, made the first time; one whose making failed is made again. */
  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept as Promise<T>;
    const made = make();
    this.#kept.set(key, made);
    made.catch(() => this.#kept.delete(key));
    return made;
  }

  close(): void {
    this.database.close();
  }
}
