import { isUtf8 } from 'node:buffer';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** More than any query that people write; larger ones are no query. */
export const mostModelBytes = 1_000_000;

/**
 * The text of a file of the workspace, or why it is not read.
 *
 * @param root Of the workspace.
 * @param name Of the file, relative to it; no link, as far as is known.
 */
export async function readModelFile(
  root: string,
  name: string,
): Promise<{ text: string } | { problem: string }> {
  try {
    const path = await realpath(join(root, name));
    if (!path.startsWith(`${await realpath(root)}${sep}`)) return { problem: outside };
    return textOf(await bytesOf(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return {
      problem: `The file cannot be read (${code}).\nAccepted: a file that this user may read.`,
    };
  }
}

const outside =
  'The file is outside of the workspace.\nAccepted: files of the workspace itself, not what a link leads to.';

/** Undefined where there are too many. */
async function bytesOf(path: string): Promise<Buffer | undefined> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    return size > mostModelBytes ? undefined : await handle.readFile();
  } finally {
    await handle.close();
  }
}

function textOf(bytes: Buffer | undefined): { text: string } | { problem: string } {
  if (bytes === undefined || bytes.length > mostModelBytes) {
    return { problem: `The file is larger than 1 MB.\nAccepted: one query, as text.` };
  }
  if (!isUtf8(bytes) || bytes.includes(0)) {
    return {
      problem: 'The text is not UTF-8.\nAccepted: UTF-8, with or without a byte order mark.',
    };
  }
  return { text: bytes.toString().replace(/^\uFEFF/, '') };
}
