import { isUtf8 } from 'node:buffer';
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { readSmallFile, UnfitFile } from '../../base/small-file.ts';

/** Most bytes of a file: no person writes longer queries. */
export const mostViewBytes = 1024 ** 2;

/**
 * Reads a file of the workspace, or tells why not.
 *
 * @param root Folder of the workspace.
 * @param name Path of the file, relative to it.
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
