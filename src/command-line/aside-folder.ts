import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { sha256Of } from '../base/sha256.ts';
import { sync } from '../base/whole-files.ts';
import { fillWholeFolder } from '../base/whole-folder.ts';

/** A file of a folder that was written. */
export interface WrittenFile {
  /** Below the folder, with `/`. */
  path: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/**
 * Makes a folder that is there completely or not at all: `fill` fills one beside it, which gets the
 * name when it is whole.
 *
 * @param dir New, or an empty folder.
 * @param fill Gets the path of the folder to fill, and syncs what it writes.
 * @returns What `fill` gave.
 * @throws {UserError} (exit 2) If the folder holds something, (exit 1) if it cannot be written.
 */
export async function fillAside<T>(dir: string, fill: (folder: string) => Promise<T>): Promise<T> {
  const folder = resolve(dir);
  await assertFree(dir, folder);
  return fillWholeFolder(folder, fill).catch((error) => {
    throw notWritten(dir, error);
  });
}

/** The same, with every file synced and told. */
export function writeFolder(
  dir: string,
  write: (folder: string) => Promise<void>,
): Promise<WrittenFile[]> {
  return fillAside(dir, async (folder) => {
    await write(folder);
    return syncedFiles(folder);
  });
}

/** @throws {UserError} (exit 2) If the folder holds something. */
export async function assertFree(dir: string, folder = resolve(dir)): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw notWritten(dir, error);
  });
  if (names.length === 0) return;
  throw new UserError(
    `${dir} holds something already; nothing was exported.\nAccepted: a new or empty folder. An export is never mixed with another one: name a folder of its own, such as ${dir}-2.`,
    exitCodes.wrongUsage,
  );
}

async function syncedFiles(folder: string): Promise<WrittenFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: WrittenFile[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    await sync(path);
    if (!entry.isFile()) continue;
    const content = await readFile(path);
    const sha256 = sha256Of(content);
    const below = path.slice(folder.length + 1).replaceAll('\\', '/');
    files.push({ path: below, bytes: content.length, sha256 });
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function notWritten(dir: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined || error instanceof UserError) return error;
  return new UserError(
    `The export cannot be written to ${dir} (${code}); nothing is left there.\nName a folder on a disk with room that this user can write, and that is no mount point itself.`,
    exitCodes.failed,
    { cause: error },
  );
}
