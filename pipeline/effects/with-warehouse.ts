import { UserError } from '../../src/base/errors.ts';
import { isSystemError } from '../../src/base/system-error.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { JobContext } from '../../src/jobs/job-context.ts';
import type { PublishedLog } from '../../src/jobs/log.ts';
import { refuseOtherKey } from '../../src/ledger/log/log-keys.ts';
import { updateLog } from '../../src/ledger/log/update-log.ts';
import type { SigningKey } from '../../src/tlog/note-key.ts';
import { closeWarehouse, openWarehouse } from '../../src/warehouse/open-warehouse.ts';
import { readWarehouse } from '../../src/warehouse/read-warehouse.ts';
import { readWorkspaceKey } from '../../src/workspace/key-file.ts';
import {
  readLogSettings,
  readMachineSettings,
  readSettings,
} from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import type { Effects, ReadEffects } from './effects.ts';
import { useFileAccess } from './file-access.ts';
import { planMemory } from './memory-plan.ts';
import { publishLog } from './publish-log.ts';
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
    const signingKey = await readWorkspaceKey(workspace, await readLogSettings(workspace.settings));
    const opener = { command, startedAt };
    const warehouse = await openWarehouse(workspace, opener, { threads, memoryLimit });
    const log = { workspace, signingKey, say: context.say };
    return closeAfter(warehouse, log, () =>
      withSpark(context, { settings: spark, use: 'write', used }, async () => {
        await learnZones([settings.timezone], warehouse);
        const sql = currentSql();
        const given = {
          workspace,
          settings,
          warehouse,
          sql,
          threads,
          progress,
          command,
          ...machine,
          signingKey,
        };
        return work({ ...given, ...used, now: Date.now });
      }),
    );
  };
  const whatNow = 'Run it again: it goes on from what was done.';
  return stopAtOnce(whatNow, runAll, () => used.spark?.interrupt(), context.say);
}

/** Workspace whose log a command leaves up to date, and the key that signs it. */
export interface LogToClose {
  workspace: Workspace;
  signingKey: SigningKey | undefined;
  /** Tells the user something, on stderr. */
  say(text: string): void;
}

/**
 * Runs `work`, brings the log up to date and closes the warehouse, unless the machine itself failed.
 *
 * @throws {UserError} (exit 3) If the key is not the one of the log; `work` is not run then.
 */
export async function closeAfter<T>(
  warehouse: Database,
  log: LogToClose,
  work: () => Promise<T>,
): Promise<T> {
  let result: T;
  let key: SigningKey | undefined;
  try {
    if (log.signingKey !== undefined) await refuseOtherKey(warehouse, log.signingKey);
    key = log.signingKey;
    result = await work();
    tellUnsigned(await publishLog({ ...log, warehouse }), log);
  } catch (error) {
    const close = () =>
      closeWarehouse(warehouse, async () => void (await updateLog(warehouse, key)));
    if (error instanceof UserError) await close().catch(() => undefined);
    // A disk that fails would end the process in DuckDB's close, before the message is printed.
    else if (!isSystemError(error)) await close();
    throw error;
  }
  await closeWarehouse(warehouse);
  return result;
}

function tellUnsigned({ key, size, signed_size }: PublishedLog, log: LogToClose): void {
  if (key === null || signed_size === size) return;
  const count = size - signed_size;
  const entries = count === 1 ? '1 entry of the log is' : `${count} entries of the log are`;
  log.say(`${entries} not signed yet: no key is set. Set log.key in imbill.yaml, or IMBILL_KEY.\n`);
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
