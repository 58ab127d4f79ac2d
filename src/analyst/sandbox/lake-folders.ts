import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceKinds } from '../../metrics/source-kinds.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** Returns the folders of the lake's files with links resolved: one, unless a source's folder is a link. */
export async function lakeFolders({ lake }: Workspace): Promise<string[]> {
  const top = await realpath(lake).catch(() => lake);
  const folders = await Promise.all(
    sourceKinds.map((source) => realpath(join(lake, source)).catch(() => join(top, source))),
  );
  return [top, ...folders.filter((folder, index) => folder !== join(top, sourceKinds[index]!))];
}
