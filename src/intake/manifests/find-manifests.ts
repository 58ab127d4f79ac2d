import { dirname, join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { glob } from 'tinyglobby';
import { isManifest, manifestGlobs } from './listed-file.ts';

/**
 * Finds the manifests beside logs: below the folders that the globs begin with, and in the folders above them,
 * up to the workspace.
 *
 * @param globs Globs of sources, relative to the workspace.
 * @param isIgnored Tells of a path whether it is no delivery.
 * @returns Paths relative to the workspace, with `/`; sorted.
 */
export async function findManifests(
  root: string,
  globs: readonly string[],
  isIgnored: (name: string) => boolean,
): Promise<string[]> {
  const folders = [...new Set(globs.filter((one) => !one.startsWith('!')).map(folderOf))];
  const above = [...new Set(folders.flatMap(foldersAbove))];
  const found = [
    ...(await Promise.all(folders.map((folder) => manifestsIn(root, folder, '**/')))),
    ...(await Promise.all(above.map((folder) => manifestsIn(root, folder, '')))),
  ];
  const names = new Set(found.flat().filter((name) => isManifest(name) && !isIgnored(name)));
  return [...names].sort();
}

/** Returns the folder with which a glob begins; `.` for the workspace. */
function folderOf(pattern: string): string {
  const { base, glob: rest } = picomatch.scan(pattern);
  const folder = rest === '' ? dirname(base) : base;
  return folder === '' ? '.' : folder;
}

function foldersAbove(folder: string): string[] {
  const above = dirname(folder);
  return folder === '.' || above === folder ? [] : [above, ...foldersAbove(above)];
}

async function manifestsIn(root: string, folder: string, below: '**/' | ''): Promise<string[]> {
  const cwd = join(root, folder);
  const names = await glob(
    manifestGlobs.map((name) => `${below}${name}`),
    { cwd, expandDirectories: false, onlyFiles: true, caseSensitiveMatch: false },
  );
  return names.map((name) => relative(root, join(cwd, name)).split(sep).join('/'));
}
