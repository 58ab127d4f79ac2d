import { existsSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import type { Workspace } from '../workspace/workspace.ts';

const shownPaths = 5;

/**
 * Refuses to count without segments that have to be there.
 *
 * @param paths Absolute.
 * @throws {UserError} (exit 1) Naming the first of those that are missing, and how many there are.
 */
export function assertSegmentsAreThere(workspace: Workspace, paths: readonly string[]): void {
  const missing = [...new Set(paths)].filter((path) => !existsSync(path)).sort();
  if (missing.length === 0) return;
  const shown = missing
    .slice(0, shownPaths)
    .map((path) => `  ${relative(workspace.root, path).split(sep).join('/')}`);
  const more = missing.length > shownPaths ? [`  and ${missing.length - shownPaths} more`] : [];
  throw new UserError(
    [
      'The usage cannot be counted: segments of the lake are missing.',
      ...shown,
      ...more,
      'Copy .imbill/lake from a backup, or from the workspace that this one was imported from, and run again; nothing was counted or issued.',
    ].join('\n'),
    exitCodes.failed,
  );
}
