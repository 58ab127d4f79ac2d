import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Looked for once a process. */
const known = new Map<string, string>();

/**
 * Finds the package's own root folder: the nearest folder above this module whose package.json is named imbill.
 * It is the same for the sources and `dist`.
 *
 * @throws {Error} If there is none: the installation is broken.
 */
export function packageRoot(from: string = import.meta.url): string {
  const root = known.get(from) ?? rootAbove(from);
  known.set(from, root);
  return root;
}

function rootAbove(from: string): string {
  let folder = dirname(fileURLToPath(from));
  while (nameIn(folder) !== 'imbill') {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`No package.json named imbill above ${fileURLToPath(from)}`);
    folder = parent;
  }
  return folder;
}

function nameIn(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
