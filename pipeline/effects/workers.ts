import { join } from 'node:path';
import { Database } from '../../src/duckdb/duckdb.ts';
import { prepareStaging } from '../../src/intake/records/staging-variables.ts';
import type { Settings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import { awaitAll } from './await-all.ts';
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
 * Opens as many instances as there are threads, or fewer if memory is short. One thread for each file or day is faster
 * than many threads for all, and limits the memory.
 *
 * @param mostMegabytes Most memory that an instance needs, if that is known.
 */
export async function openWorkers(
  effects: WorkerEffects,
  mostMegabytes = Number.POSITIVE_INFINITY,
): Promise<Workers> {
  const { workspace, settings, threads, memoryMegabytes, sql } = effects;
  const plan = planMemory(memoryMegabytes, threads);
  const times = { ...settings, acceptedUntil: acceptedUntil(effects) };
  const opened: Database[] = [];
  const openOne = async (index: number) => {
    const database = await Database.open({
      threads: 1,
      memoryLimit: `${Math.min(plan.worker, mostMegabytes)}MiB`,
      spillFolder: join(workspace.scratch, `spill-${index}`),
    });
    opened.push(database);
    await prepareStaging(database, times, sql);
  };
  try {
    await awaitAll(Array.from({ length: plan.workers }, (_, index) => openOne(index)));
  } catch (error) {
    for (const database of opened) database.close();
    throw error;
  }
  return poolOf(opened);
}

/** Returns the end of the times that are accepted; undefined if all are. */
export function acceptedUntil({ settings, now }: WorkerEffects): string | undefined {
  const { maxFutureHours } = settings;
  if (maxFutureHours === null || maxFutureHours === undefined) return undefined;
  const milliseconds = now() + maxFutureHours * 3_600_000;
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Lets the databases do one task each at a time; further tasks wait. */
export function poolOf(all: Database[]): Workers {
  const idle = [...all];
  const waiting: ((database: Database) => void)[] = [];
  return {
    count: all.length,
    async use(work) {
      const database =
        idle.pop() ?? (await new Promise<Database>((resolve) => waiting.push(resolve)));
      try {
        return await work(database);
      } finally {
        const next = waiting.shift();
        if (next) next(database);
        else idle.push(database);
      }
    },
    close() {
      for (const database of all.splice(0)) database.close();
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
