import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { sha256Of } from '../base/sha256.ts';
import { sync } from '../base/whole-files.ts';
import { fillWholeFolder } from '../base/whole-folder.ts';

/** A file of a written folder. */
export interface WrittenFile {
  /** Path below the folder, with `/`. */
  path: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/**
 * Creates a folder completely or not at all: `fill` writes to a folder beside it, which gets the
 * name at the end.
 *
 * @param dir A new or an empty folder, as the user named it.
 * @param fill Gets the path of the folder to fill, and syncs its files.
 * @returns The result of `fill`.
 * @throws {UserError} (exit 2) If the folder is not empty, (exit 1) if it cannot be written.
 */
export async function fillNewFolder<T>(
  dir: string,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = resolve(dir);
  await assertNewFolder(dir, folder);
  return fillWholeFolder(folder, fill).catch((error) => {
    throw notWritten(dir, error);
  });
}

/** Fills a new folder as `fillNewFolder`, syncs all files and returns them. */
export function writeNewFolder(
  dir: string,
  write: (folder: string) => Promise<void>,
): Promise<WrittenFile[]> {
  return fillNewFolder(dir, async (folder) => {
    await write(folder);
    return syncedFiles(folder);
  });
}

/** @throws {UserError} (exit 2) If the folder is not empty. */
export async function assertNewFolder(dir: string, folder = resolve(dir)): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw notWritten(dir, error);
  });
  if (names.length === 0) return;
  throw new UserError(
    `${dir} is not empty; nothing was exported.\nAccepted: a new or empty folder, such as ${dir}-2. Two exports never share a folder.`,
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
    `The export cannot be written to ${dir} (${code}); nothing was left there.\nName a folder that this user can write, on a disk with free space. It must not be a mount point.`,
    exitCodes.failed,
    { cause: error },
  );
}
