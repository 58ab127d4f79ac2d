import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { bundlesIn } from '../proof/bundles-in.ts';
import { type Files, limits } from '../proof/check-files.ts';

/** The files of a proof, and the folder that they are in. */
export interface FoundBundle {
  folder: string;
  read(): Files;
}

/**
 * Finds the proofs in a folder: itself, or folders within it. A folder without any proof is taken for a damaged
 * one.
 *
 * @throws {NodeJS.ErrnoException} If the folder cannot be read.
 */
export function findBundles(folder: string): FoundBundle[] {
  const paths = pathsIn(folder);
  const found = bundlesIn(paths);
  if (found.size === 0) found.set('', new Map(paths.map((path) => [path, path])));
  return [...found].map(([name, files]) => ({
    folder: join(folder, name),
    read: () => new Map([...files].map(([own, path]) => [own, readStart(join(folder, path))])),
  }));
}

function pathsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Reads a file, but not more than shows that it is too large. What is no file reads as empty. */
function readStart(path: string): Uint8Array {
  const status = statSync(path);
  if (!status.isFile()) return new Uint8Array();
  if (status.size <= limits.bytes) return readFileSync(path);
  const start = new Uint8Array(limits.bytes + 1);
  const file = openSync(path, 'r');
  try {
    readSync(file, start);
    return start;
  } finally {
    closeSync(file);
  }
}
