import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Files that are open at a time. */
const filesAtATime = 64;

/**
 * Writes a file so that it is there completely or not at all: beside its place, synced, renamed.
 *
 * @param write Writes the file to the path that it gets.
 */
export async function writeWholeFile(
  path: string,
  write: (aside: string) => Promise<void>,
): Promise<void> {
  const aside = asideIn(dirname(path));
  try {
    await write(aside);
    await sync(aside);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** Waits until a written file, or the names in a folder, are on the disk. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

/**
 * Writes those files of a folder whose content changes, each completely or not at all. Many small files
 * are written faster by blocking calls; only the slow part, syncing, runs side by side.
 */
export async function writeWholeFiles(
  folder: string,
  contents: Iterable<readonly [name: string, content: string | Uint8Array]>,
): Promise<void> {
  const changed = [...contents].filter(([name, content]) => !holds(join(folder, name), content));
  for (let from = 0; from < changed.length; from += filesAtATime) {
    const part = changed.slice(from, from + filesAtATime);
    const written = await Promise.all(part.map(([, content]) => writeAside(folder, content)));
    for (const [index, aside] of written.entries())
      renameSync(aside, join(folder, part[index]![0]));
  }
}

function holds(path: string, content: string | Uint8Array): boolean {
  try {
    const isAsLong = statSync(path, { throwIfNoEntry: false })?.size === Buffer.byteLength(content);
    return isAsLong && readFileSync(path).equals(Buffer.from(content));
  } catch {
    return false;
  }
}

async function writeAside(folder: string, content: string | Uint8Array): Promise<string> {
  const aside = asideIn(folder);
  const file = openSync(aside, 'wx');
  try {
    writeFileSync(file, content);
    await promisify(fsync)(file);
  } finally {
    closeSync(file);
  }
  return aside;
}

function asideIn(folder: string): string {
  return join(folder, `.${randomUUID()}.tmp`);
}

/** Tells whether a file is one that a killed job left half-written. */
export function isLeftAside(name: string): boolean {
  return /^\.[0-9a-f-]{36}\.tmp$/.test(name);
}
