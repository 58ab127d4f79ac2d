import { exitCodes, UserError } from '../base/errors.ts';
import { Database } from '../duckdb/duckdb.ts';
import { makeWarehouse } from '../warehouse/make-warehouse.ts';

/**
 * Runs `work` while no other process has the state. The lock is an empty database: Node.js cannot lock a file, and
 * the operating system takes this lock from a process that is killed. The file stays.
 *
 * @param state Path of the state file.
 * @throws {UserError} (exit 5) If another process has it.
 */
export async function withLockedState<T>(state: string, work: () => Promise<T>): Promise<T> {
  const path = `${state}.lock`;
  await makeWarehouse(path);
  const lock = await Database.open({ path, threads: 1 }).catch((cause: Error) => {
    if (!/lock on file|Conflicting lock|already (attached|open)/i.test(cause.message)) throw cause;
    throw new UserError(
      `Another imbill witness works with ${state}.\nOne at a time can. Wait for it to end, or stop it, and run again.`,
      exitCodes.locked,
      { cause },
    );
  });
  try {
    return await work();
  } finally {
    lock.close();
  }
}
