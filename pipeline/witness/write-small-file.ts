import { writeFile } from 'node:fs/promises';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { writeWholeFile } from '../../src/base/whole-files.ts';

/**
 * Writes a file for the user, completely or not at all. A file that is there is replaced.
 *
 * @throws {UserError} (exit 2) If it cannot be written.
 */
export async function writeSmallFile(path: string, text: string): Promise<void> {
  await writeWholeFile(path, (aside) => writeFile(aside, text, { flag: 'wx' })).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new UserError(
        `${path} cannot be written (${cause.code}).\nNothing is lost: name another file, and run again.`,
        exitCodes.wrongUsage,
        { cause },
      );
    },
  );
}
