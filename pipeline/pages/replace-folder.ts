import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { fillWholeFolder } from '../../src/base/whole-folder.ts';

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
  const fillAndMark = async (aside: string) => {
    const result = await fill(aside);
    await writeFile(join(aside, marker), '{"format":"imbill-pages/1"}\n');
    return result;
  };
  return fillWholeFolder(folder, fillAndMark, { isReplaced: true }).catch((error) => {
    throw notWritten(error, shown);
  });
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

function notWritten(error: unknown, shown: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || error instanceof UserError) return error;
  return new UserError(
    `The pages cannot be written to ${shown} (${code}).\nName a folder that can be written with --out DIR, or free some space on the disk.`,
    exitCodes.failed,
    { cause: error },
  );
}
