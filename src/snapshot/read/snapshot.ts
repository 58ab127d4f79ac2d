import type { BillingDay } from '../../calendar/billing-day.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { attachSnapshot } from './attach-snapshot.ts';
import { setToday } from './due.ts';

/** An open published snapshot. Results are cached, as it cannot change; those of a day under its name. */
export class Snapshot {
  readonly database: Database;
  /** Day of what is open; undefined = today in UTC. */
  today: BillingDay | undefined;
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

  /** Sets the day of what is open. */
  async setToday(day: BillingDay): Promise<void> {
    if (day === this.today) return;
    await setToday(this.database, day);
    this.today = day;
  }

  close(): void {
    this.database.close();
  }
}
