import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sync } from './whole-files.ts';

/**
 * Makes a folder that is there completely or not at all: fills one beside it, and gives it the name when it
 * is whole. What a killed job left beside it is removed first.
 *
 * @param folder New or empty, unless it is replaced.
 * @param fill Fills the folder at the path that it gets.
 * @param isSynced False if it is fast to make it again: it then may be lost if the machine fails soon after.
 * @returns The result of `fill`.
 */
export async function fillWholeFolder<T>(
  folder: string,
  fill: (aside: string) => Promise<T>,
  { isReplaced = false, isSynced = true } = {},
): Promise<T> {
  const beside = (word: string) => join(dirname(folder), `.${basename(folder)}.imbill-${word}`);
  const [aside, old] = [beside('new'), beside('old')];
  const remove = (path: string) => rm(path, { recursive: true, force: true });
  try {
    if (existsSync(aside)) await remove(aside);
    if (existsSync(old)) await remove(old);
    await mkdir(aside, { recursive: true });
    const filled = await fill(aside);
    const isOld = isReplaced && existsSync(folder);
    if (isOld) await rename(folder, old);
    await rename(aside, folder);
    if (isSynced) await sync(dirname(folder));
    if (isOld) await remove(old);
    return filled;
  } catch (error) {
    await remove(aside).catch(() => undefined);
    throw error;
  }
}
