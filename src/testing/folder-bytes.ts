import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sha256Of } from '../base/sha256.ts';

/** Hashes all files below a folder: path → SHA-256, sorted. */
export async function hashesBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hashes: Record<string, string> = {};
  for (const path of paths)
    hashes[relative(folder, path).split(sep).join('/')] = sha256Of(await readFile(path));
  return hashes;
}
