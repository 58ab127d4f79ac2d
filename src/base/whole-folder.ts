import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sync } from './whole-files.ts';

/**
 * Makes a folder that is there completely or not at all: fills one beside it, and gives it the name when it
 * is whole. What a killed job left beside it is removed first.
 *
 * @param folder New or empty, unless it is replaced.
 * @param fill Fills the folder at the path that it gets.
 * @returns The result of `fill`.
 */
export async function fillWholeFolder<T>(
  folder: string,
  fill: (aside: string) => Promise<T>,
  { isReplaced = false } = {},
): Promise<T> {
  const beside = (word: string) => join(dirname(folder), `.${basename(folder)}.imbill-${word}`);
  const [aside, old] = [beside('new'), beside('old')];
  const remove = (path: string) => rm(path, { recursive: true, force: true });
  try {
    await remove(aside);
    await remove(old);
    await mkdir(aside, { recursive: true });
    const filled = await fill(aside);
    if (isReplaced) await rename(folder, old).catch(unlessMissing);
    await rename(aside, folder);
    await sync(dirname(folder));
    await remove(old);
    return filled;
  } catch (error) {
    await remove(aside).catch(() => undefined);
    throw error;
  }
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
