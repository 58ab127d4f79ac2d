import { setFileAccess } from '../../src/base/file-access.ts';
import { type MachineSettings, readMachineSettings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/**
 * Makes later files of this process readable as imbill.yaml says. With a cluster, the umask decides unless it says
 * otherwise: executors may be another user, and share files below `engine.spark.shared`.
 */
export function useFileAccess(
  fileAccess: MachineSettings['fileAccess'],
  spark: MachineSettings['spark'],
): void {
  setFileAccess(fileAccess ?? (spark === undefined ? 'private' : 'umask'));
}

/** Reads imbill.yaml and does the same, for a command that needs no other settings. */
export async function useFileAccessOf({ settings }: Workspace): Promise<void> {
  const { fileAccess, spark } = await readMachineSettings(settings);
  useFileAccess(fileAccess, spark);
}
