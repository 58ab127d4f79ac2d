import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256OfFile } from '../../src/base/sha256.ts';
import { sync } from '../../src/base/whole-files.ts';

/**
 * Copies a written file to its place, completely or not at all, and never over another file. A task that runs twice
 * writes the same bytes, so the first one is as good as the second.
 *
 * @param sha256 Hash of the written file.
 * @returns Hash of the other file that is there; undefined if it has the same bytes.
 */
export async function placeOnce(
  writtenPath: string,
  place: string,
  sha256: string,
): Promise<string | undefined> {
  const folder = dirname(place);
  await mkdir(folder, { recursive: true });
  if (!(await isThere(place))) {
    const aside = join(folder, `.${randomUUID()}.tmp`);
    try {
      await copyFile(writtenPath, aside, constants.COPYFILE_EXCL);
      await sync(aside);
      if (await nameOnce(aside, place)) {
        await sync(folder);
        return undefined;
      }
    } finally {
      await rm(aside, { force: true });
    }
  }
  const found = await sha256OfFile(place);
  return found === sha256 ? undefined : found;
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Errors of file systems without links, such as buckets that are mounted. */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** Gives a file its name. @returns False if another file has it. */
async function nameOnce(aside: string, place: string): Promise<boolean> {
  try {
    await link(aside, place);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!withoutLinks.has(code)) throw error;
    if (await isThere(place)) return false;
    await rename(aside, place);
    return true;
  }
}
