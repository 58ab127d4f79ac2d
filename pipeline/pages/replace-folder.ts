import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';

/** File that marks a folder of pages, which may be replaced. */
const marker = 'imbill-pages.json';

/**
 * Writes a folder of pages beside its final name and renames it when it is complete. Replaces an
 * earlier folder of pages, and removes what a killed run left.
 *
 * @param shown The folder as the user named it.
 * @throws {UserError} (exit 2) If the folder holds other files, (exit 1) if it cannot be written.
 */
export async function replaceFolder<T>(
  folder: string,
  shown: string,
  fill: (aside: string) => Promise<T>,
): Promise<T> {
  await assertReplaceable(folder, shown);
  const aside = `${folder}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await removeLeftovers(folder);
    await mkdir(aside);
    const result = await fill(aside);
    await writeFile(join(aside, marker), '{"format":"imbill-pages/1"}\n');
    await swap(aside, folder);
    return result;
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
    throw notWritten(error, shown);
  }
}

async function assertReplaceable(folder: string, shown: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw notWritten(error, shown);
  });
  if (names.length === 0 || names.includes(marker)) return;
  throw new UserError(
    `${shown} holds other files.\nAccepted: a folder that is new, empty, or was written by imbill report --html. Name one with --out DIR.`,
    exitCodes.wrongUsage,
  );
}

async function swap(aside: string, folder: string): Promise<void> {
  const old = `${folder}.${randomUUID()}.tmp`;
  const existed = await rename(folder, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
  await rename(aside, folder);
  if (existed) await rm(old, { recursive: true, force: true });
}

async function removeLeftovers(folder: string): Promise<void> {
  const [parent, name] = [dirname(folder), basename(folder)];
  for (const other of await readdir(parent)) {
    const isLeft = other.startsWith(`${name}.`) && /\.[0-9a-f-]{36}\.tmp$/.test(other);
    if (isLeft && other.length === name.length + 41)
      await rm(join(parent, other), { recursive: true, force: true });
  }
}

function notWritten(error: unknown, shown: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || error instanceof UserError) return error;
  return new UserError(
    `The pages cannot be written to ${shown} (${code}).\nName a folder that can be written with --out DIR, or free some space on the disk.`,
    exitCodes.failed,
    { cause: error },
  );
}
