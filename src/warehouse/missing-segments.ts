import { existsSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import type { Workspace } from '../workspace/workspace.ts';

const shownPaths = 5;

/**
 * Refuses to measure if segments are missing from the lake.
 *
 * @param paths Absolute paths.
 * @throws {UserError} (exit 1) With the first missing segments and their number.
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
      'Usage cannot be measured: segments of the lake are missing.',
      ...shown,
      ...more,
      'Copy .imbill/lake from a backup, or from the workspace that this one was imported from, and run again. Nothing was measured or issued.',
    ].join('\n'),
    exitCodes.failed,
  );
}
