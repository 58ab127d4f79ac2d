import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Reads the JSON and CSV reports of a workspace: path below out/ → text, sorted. */
export async function reportsOf(folder: string): Promise<Record<string, string>> {
  const texts = await textsBelow(join(folder, 'out'));
  return Object.fromEntries(Object.entries(texts).filter(([name]) => /\.(json|csv)$/.test(name)));
}

/** Reads all files below a folder: path → text, sorted; none without the folder. */
export async function textsBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const texts = await Promise.all(
    paths.map(async (path) => [
      relative(folder, path).split(sep).join('/'),
      await readFile(path, 'utf8'),
    ]),
  );
  return Object.fromEntries(texts);
}
