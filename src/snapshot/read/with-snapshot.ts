import { exitCodes, UserError } from '../../base/errors.ts';
import { isThere } from '../../base/is-there.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { attachSnapshot } from './attach-snapshot.ts';
import { otherVersion } from './other-version.ts';

/**
 * Opens the published snapshot read-only and runs `work` on it. The connection cannot read or write
 * any other file, and no setting can change that.
 *
 * @throws {UserError} (exit 2) If the folder is not a workspace, (exit 4) if nothing is published
 *   yet, (exit 1) if another version of imbill published it without something that `work` reads.
 */
export async function withSnapshot<T>(
  workspace: Workspace,
  work: (snapshot: Database) => Promise<T>,
): Promise<T> {
  assertPublished(workspace);
  const snapshot = await attachSnapshot(workspace.analytics);
  try {
    return await work(snapshot);
  } catch (error) {
    throw (await otherVersion(snapshot, error)) ?? error;
  } finally {
    snapshot.close();
  }
}

/** @throws {UserError} (exit 2) If the folder is not a workspace. */
export function assertWorkspace({ settings }: Workspace): void {
  if (isThere(settings)) return;
  throw new UserError(
    'There is no imbill.yaml here: this folder is not a workspace.\nName one with --workspace DIR, or make one with: imbill init DIR',
    exitCodes.wrongUsage,
  );
}

/** @throws {UserError} (exit 2) If the folder is not a workspace, (exit 4) if nothing is published yet. */
export function assertPublished(workspace: Workspace): void {
  assertWorkspace(workspace);
  if (isThere(workspace.analytics)) return;
  throw new UserError(
    'Nothing is published yet: no load or run has ended in this workspace.\nLoad what the sources match with: imbill load',
    exitCodes.nothingToDo,
  );
}
