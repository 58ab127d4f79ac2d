import { join } from 'node:path';
import { Database } from '../../src/duckdb/duckdb.ts';
import { prepareStaging } from '../../src/intake/records/staging-variables.ts';
import type { Settings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import type { Effects } from './effects.ts';
import { planMemory } from './memory-plan.ts';

/** DuckDB instances in memory with one thread each, which do one task at a time. */
export interface Workers {
  count: number;
  /** Runs `work` on an instance that nothing else uses at that time. */
  use<T>(work: (database: Database) => Promise<T>): Promise<T>;
  close(): void;
}

/** Everything that the instances depend on. */
export interface WorkerEffects
  extends Pick<Effects, 'threads' | 'memoryMegabytes' | 'sql' | 'now'> {
  workspace: Pick<Workspace, 'scratch'>;
  settings: Pick<Settings, 'timezone' | 'slotSeconds' | 'maxFutureHours'>;
}

/**
 * Returns as many instances as there are threads, or fewer if memory is short. Each is opened when there is work for it.
 * One thread for each file or day is faster than many threads for all, and limits the memory.
 *
 * @param mostMegabytes Most memory that an instance needs, if that is known.
 */
export function openWorkers(
  effects: WorkerEffects,
  mostMegabytes = Number.POSITIVE_INFINITY,
): Workers {
  const { workspace, settings, threads, memoryMegabytes, sql } = effects;
  const plan = planMemory(memoryMegabytes, threads);
  const times = { ...settings, acceptedUntil: acceptedUntil(effects) };
  return poolOf(plan.workers, async (index) => {
    const database = await Database.open({
      threads: 1,
      memoryLimit: `${Math.min(plan.worker, mostMegabytes)}MiB`,
      spillFolder: join(workspace.scratch, `spill-${index}`),
    });
    try {
      await prepareStaging(database, times, sql);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  });
}

/** Returns the end of the times that are accepted; undefined if all are. */
export function acceptedUntil({
  settings,
  now,
}: Pick<WorkerEffects, 'now'> & { settings: Pick<Settings, 'maxFutureHours'> }):
  | string
  | undefined {
  const { maxFutureHours } = settings;
  if (maxFutureHours === null || maxFutureHours === undefined) return undefined;
  const milliseconds = now() + maxFutureHours * 3_600_000;
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A task that waits for a database. */
interface WaitingTask {
  resolve(database: Database): void;
  reject(error: unknown): void;
}

/**
 * Lets up to `count` databases do one task each at a time. Further tasks wait. If a database cannot be opened, all
 * tasks that wait fail, and all later ones.
 *
 * @param open Opens the database of an index from 0, for the first task that finds no idle one.
 */
export function poolOf(count: number, open: (index: number) => Promise<Database>): Workers {
  const opened: Database[] = [];
  const idle: Database[] = [];
  const waiting: WaitingTask[] = [];
  let begun = 0;
  let failure: { error: unknown } | undefined;
  const openNext = async () => {
    try {
      const database = await open(begun++);
      opened.push(database);
      return database;
    } catch (error) {
      failure ??= { error };
      for (const task of waiting.splice(0)) task.reject(error);
      throw error;
    }
  };
  const waitForOne = () =>
    new Promise<Database>((resolve, reject) => waiting.push({ resolve, reject }));
  return {
    count,
    async use(work) {
      if (failure !== undefined) throw failure.error;
      const database = idle.pop() ?? (await (begun < count ? openNext() : waitForOne()));
      try {
        return await work(database);
      } finally {
        const next = waiting.shift();
        if (next) next.resolve(database);
        else idle.push(database);
      }
    },
    close() {
      for (const database of opened.splice(0)) database.close();
    },
  };
}

/**
 * Runs numbered pieces of work on all instances.
 *
 * @returns Their results, in order.
 * @throws The error of the first piece that failed, after all running pieces have ended. No further piece starts.
 */
export async function onAllWorkers<T>(
  workers: Workers,
  pieces: number,
  work: (database: Database, piece: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  const failures: unknown[] = [];
  const doOne = async (database: Database, piece: number) => {
    if (failures.length > 0) return;
    try {
      results[piece] = await work(database, piece);
    } catch (error) {
      failures.push(error);
    }
  };
  const numbers = Array.from({ length: pieces }, (_, piece) => piece);
  await Promise.all(numbers.map((piece) => workers.use((database) => doOne(database, piece))));
  if (failures.length > 0) throw failures[0];
  return results;
}
