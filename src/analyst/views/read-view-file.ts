import { isUtf8 } from 'node:buffer';
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { readSmallFile, UnfitFile } from '../../base/small-file.ts';

/** More than any query that people write; larger ones are no query. */
export const mostViewBytes = 1024 ** 2;

/**
 * The text of a file of the workspace, or why it is not read.
 *
 * @param root Of the workspace.
 * @param name Of the file, relative to it; no link, as far as is known.
 */
export async function readViewFile(
  root: string,
  name: string,
): Promise<{ text: string } | { problem: string }> {
  try {
    const path = await realpath(join(root, name));
    if (!path.startsWith(`${await realpath(root)}${sep}`)) return { problem: outside };
    return textOf(await readSmallFile(path, mostViewBytes));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined)
      return {
        problem: `The file cannot be read (${code}).\nAccepted: a file that this user may read.`,
      };
    if (!(error instanceof UnfitFile)) throw error;
    return { problem: `The file ${error.message}.\nAccepted: one query, as text.` };
  }
}

const outside =
  'The file is outside of the workspace.\nAccepted: files of the workspace itself, not what a link leads to.';

function textOf(bytes: Buffer): { text: string } | { problem: string } {
  if (!isUtf8(bytes) || bytes.includes(0)) {
    return {
      problem: 'The text is not UTF-8.\nAccepted: UTF-8, with or without a byte order mark.',
    };
  }
  return { text: bytes.toString().replace(/^\uFEFF/, '') };
}
