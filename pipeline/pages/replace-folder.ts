import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { fillWholeFolder } from '../../src/base/whole-folder.ts';

/** Says that a folder is one of these, and may be replaced. */
const marker = 'imbill-pages.json';

/**
 * Makes a folder aside and gives it its name when it is whole, in place of one that was made so before.
 * What a killed run left aside is removed.
 *
 * @param shown The folder as the user named it.
 * @throws {UserError} (exit 2) If the folder holds anything else, (exit 1) if it cannot be written.
 */
export async function replaceFolder<T>(
  folder: string,
  shown: string,
  make: (aside: string) => Promise<T>,
): Promise<T> {
  await assertReplaceable(folder, shown);
  const fill = async (aside: string) => {
    const made = await make(aside);
    await writeFile(join(aside, marker), '{"format":"imbill-pages/1"}\n');
    return made;
  };
  return fillWholeFolder(folder, fill, { isReplaced: true }).catch((error) => {
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
    `The pages cannot be written to ${shown} (${code}).\nName a folder that can be written with --out DIR, or make room on the disk.`,
    exitCodes.failed,
    { cause: error },
  );
}
