import { join } from 'node:path';
import { Database } from '../../src/duckdb/duckdb.ts';
import { setVariable } from '../../src/intake/records/check-file.ts';
import { setLineTimes } from '../../src/intake/records/time-variables.ts';
import { deliveredMetrics } from '../../src/metrics/catalogue.ts';
import type { Effects } from './effects.ts';
import { planMemory } from './memory-plan.ts';

/** One-threaded in-memory instances, each for one task at a time. */
export interface Workers {
  count: number;
  /** Runs `work` on an instance that nobody else uses meanwhile. */
  use<T>(work: (database: Database) => Promise<T>): Promise<T>;
  close(): void;
}

/**
 * As many instances as there are threads, if there is memory for them. One instance with one thread for each file or day is
 * faster than one instance with many, and bounds the memory.
 *
 * @param mostMegabytes What each needs at most, where that is known.
 */
export async function openWorkers(
  effects: Effects,
  mostMegabytes = Number.POSITIVE_INFINITY,
): Promise<Workers> {
  const { workspace, settings, threads, memoryMegabytes, sql } = effects;
  const plan = planMemory(memoryMegabytes, threads);
  const all: Database[] = [];
  for (let index = 0; index < plan.workers; index++) {
    const database = await Database.open({
      threads: 1,
      memoryLimit: `${Math.min(plan.worker, mostMegabytes)}MiB`,
      spillFolder: join(workspace.scratch, `spill-${index}`),
    });
    all.push(database);
    await setLineTimes(database, { ...settings, acceptedUntil: acceptedUntil(effects) });
    await setVariable(database, 'metric_names', deliveredMetrics());
    await database.run(sql.macros);
  }
  return poolOf(all);
}

/** The end of what is accepted of the future; absent where all of it is. */
function acceptedUntil({ settings, now }: Effects): string | undefined {
  const { maxFutureHours } = settings;
  if (maxFutureHours === null || maxFutureHours === undefined) return undefined;
  const milliseconds = now() + maxFutureHours * 3_600_000;
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

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
 * Does pieces of work, numbered from 0, on as many instances as there are.
 *
 * @returns What each came to, in their order.
 * @throws What the first one that failed threw, once none is at work; those not begun are left out.
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
