import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyAsOwn } from '../../base/copy-file.ts';
import type { Progress } from '../../base/progress.ts';
import { sha256OfFile } from '../../base/sha256.ts';
import { writeWholeFile } from '../../base/whole-files.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { ExportManifest } from './export-format.ts';

/**
 * Copies the segments of an export into the lake, and the user's files into the workspace. Each file
 * gets its name when it is whole, imbill.yaml last. A file of the user that is already there stays.
 *
 * @returns Files that stayed and differ from the export, relative to the workspace.
 */
export async function copyFiles(
  folder: string,
  { files }: ExportManifest,
  workspace: Workspace,
  progress: Progress,
): Promise<string[]> {
  const copied = files.flatMap((file) => {
    const [, top, path] = /^(lake|workspace)\/(.*)$/s.exec(file.path) ?? [];
    if (top === undefined) return [];
    return [
      { ...file, isSegment: top === 'lake', to: top === 'lake' ? `.imbill/${file.path}` : path! },
    ];
  });
  const inOrder = copied.toSorted((a, b) => Number(isSettings(a)) - Number(isSettings(b)));
  const left: string[] = [];
  const task = progress.start('Copying files', inOrder.length);
  for (const { path, to, sha256, isSegment } of inOrder) {
    const place = join(workspace.root, to);
    const isThere = !isSegment && existsSync(place);
    if (!isThere) await copyWhole(join(folder, path), place);
    else if ((await sha256OfFile(place)) !== sha256) left.push(to);
    task.advance(to);
  }
  task.end();
  return left;
}

function isSettings({ to }: { to: string }): boolean {
  return to === 'imbill.yaml';
}

async function copyWhole(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await writeWholeFile(to, (aside) => copyAsOwn(from, aside));
}
