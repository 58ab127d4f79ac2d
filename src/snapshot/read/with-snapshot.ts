import { exitCodes, UserError } from '../../base/errors.ts';
import { isThere } from '../../base/is-there.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { type Workspace, workspaceAt } from '../../workspace/workspace.ts';
import { attachSnapshot } from './attach-snapshot.ts';
import { otherVersion } from './other-version.ts';

/**
 * Runs `work` on the published snapshot, read-only and shut off: no other file can be read or
 * written through this connection, and no setting changed back.
 *
 * @throws {UserError} (exit 2) If the folder is no workspace, (exit 4) if nothing was published yet,
 *   (exit 1) if another version of imbill published it, and what `work` reads is not there.
 */
export async function withSnapshot<T>(
  folder: string,
  work: (database: Database, workspace: Workspace) => Promise<T>,
): Promise<T> {
  const workspace = workspaceAt(folder);
  assertPublished(workspace);
  const database = await attachSnapshot(workspace.analytics);
  try {
    return await work(database, workspace);
  } catch (error) {
    throw (await otherVersion(database, error)) ?? error;
  } finally {
    database.close();
  }
}

/** @throws {UserError} (exit 2) If the folder is no workspace. */
export function assertWorkspace({ settings }: Workspace): void {
  if (isThere(settings)) return;
  throw new UserError(
    'There is no imbill.yaml here: this folder is not a workspace.\nName one with --workspace DIR, or make one with: imbill init DIR',
    exitCodes.wrongUsage,
  );
}

/** @throws {UserError} (exit 2) If the folder is no workspace, (exit 4) if nothing was published yet. */
export function assertPublished(workspace: Workspace): void {
  assertWorkspace(workspace);
  if (isThere(workspace.analytics)) return;
  throw new UserError(
    'Nothing is published yet: no load or run has ended in this workspace.\nLoad what the sources match with: imbill load',
    exitCodes.nothingToDo,
  );
}
