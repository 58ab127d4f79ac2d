import { UserError } from '../../src/base/errors.ts';
import { isSystemError } from '../../src/base/system-error.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { JobContext } from '../../src/jobs/job-context.ts';
import { closeWarehouse, openWarehouse } from '../../src/warehouse/open-warehouse.ts';
import { readWarehouse } from '../../src/warehouse/read-warehouse.ts';
import { readMachineSettings, readSettings } from '../../src/workspace/settings.ts';
import type { Effects, ReadEffects } from './effects.ts';
import { useFileAccess } from './file-access.ts';
import { planMemory } from './memory-plan.ts';
import { stopAtOnce } from './stop-at-once.ts';
import { type UsedSpark, withSpark } from './with-spark.ts';

/**
 * Opens the warehouse for writing, runs `work` and closes it. A signal stops the work at once.
 *
 * @throws {UserError} (exit 5) If another process has the warehouse.
 */
export function withWarehouse<T>(
  context: JobContext,
  work: (effects: Effects) => Promise<T>,
): Promise<T> {
  const { workspace, command, threads, progress } = context;
  const used: UsedSpark = {};
  const runAll = async () => {
    const settings = await readSettings(workspace.settings);
    const startedAt = new Date().toISOString();
    const { spark, ...machine } = await readMachineSettings(workspace.settings);
    useFileAccess(machine.fileAccess, spark);
    const memoryLimit = `${planMemory(machine.memoryMegabytes, threads).warehouse}MiB`;
    const opener = { command, startedAt };
    const warehouse = await openWarehouse(workspace, opener, { threads, memoryLimit });
    return closeAfter(warehouse, () =>
      withSpark(context, { settings: spark, use: 'write', used }, async () => {
        await learnZones([settings.timezone], warehouse);
        const sql = currentSql();
        const given = { workspace, settings, warehouse, sql, threads, progress, ...machine };
        return work({ ...given, ...used, now: Date.now });
      }),
    );
  };
  const whatNow = 'Run it again: it goes on from what was done.';
  return stopAtOnce(whatNow, runAll, () => used.spark?.interrupt(), context.say);
}

/** Runs `work` and closes the warehouse, unless the machine itself failed. */
export async function closeAfter<T>(warehouse: Database, work: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    if (error instanceof UserError) await closeWarehouse(warehouse).catch(() => undefined);
    // A disk that fails would end the process in DuckDB's close, before the message is printed.
    else if (!isSystemError(error)) await closeWarehouse(warehouse);
    throw error;
  }
  await closeWarehouse(warehouse);
  return result;
}

/** Opens the warehouse to read only and runs `work`. Reads no accounts, prices or other settings. */
export async function withLedger<T>(
  context: JobContext,
  work: (effects: ReadEffects) => Promise<T>,
): Promise<T> {
  const { workspace, threads, progress } = context;
  const { memoryMegabytes, fileAccess, spark } = await readMachineSettings(workspace.settings);
  useFileAccess(fileAccess, spark);
  const read = (used: UsedSpark) =>
    readWarehouse(
      workspace,
      (warehouse) =>
        work({
          workspace,
          warehouse,
          sql: currentSql(),
          threads,
          memoryMegabytes,
          progress,
          ...used,
        }),
      { threads },
    );
  const used: UsedSpark = {};
  const runAll = () => withSpark(context, { settings: spark, use: 'read', used }, read);
  if (spark === undefined) return runAll();
  const tellOthers = () => used.spark?.interrupt();
  return stopAtOnce('Nothing was changed.', runAll, tellOthers, context.say);
}
