import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { refusal } from './refusal.ts';

/** Size, times and inode of a file. They differ if the file changes. */
export interface FileStat {
  size: bigint;
  /** Nanoseconds since the epoch. */
  mtimeNs: bigint;
  /** Nanoseconds since the epoch. */
  ctimeNs: bigint;
  ino: bigint;
}

/** A file that was read, and its state at that time. */
export interface SeenFile {
  path: string;
  /** Workspace-relative path, for messages. */
  name: string;
  stat: FileStat;
}

/**
 * Opens a regular file to read, without ever waiting for a writer as a FIFO would.
 *
 * @throws {UserError} If the file is not there, cannot be read or is not a regular file.
 */
export async function openRegularFile(
  path: string,
  name: string,
): Promise<{ handle: FileHandle; stat: FileStat }> {
  await checkedStat(() => stat(path, { bigint: true }), name);
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (cause: unknown) => {
      throw unreadable(name, cause);
    },
  );
  try {
    return { handle, stat: await checkedStat(() => handle.stat({ bigint: true }), name) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Checks that a file is still the one that was read: size, times and inode. Call it after the last reader of
 * the file.
 *
 * @throws {UserError} If the file changed, was replaced or is gone.
 */
export async function assertUnchanged({ path, name, stat: before }: SeenFile): Promise<void> {
  const now = await stat(path, { bigint: true }).catch(() => undefined);
  const same =
    now !== undefined &&
    now.size === before.size &&
    now.mtimeNs === before.mtimeNs &&
    now.ctimeNs === before.ctimeNs &&
    now.ino === before.ino;
  if (!same) throw changedFile(name);
}

/** Refuses a file that changed while it was read. */
export function changedFile(name: string): Error {
  return refusal(
    name,
    'the file changed while it was being read',
    'a complete file that stays as it is',
    'Run the command again when the delivery is complete',
  );
}

async function checkedStat(look: () => Promise<BigIntStats>, name: string): Promise<FileStat> {
  const seen = await look().catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  if (!seen.isFile()) throw notRegular(name, seen);
  return { size: seen.size, mtimeNs: seen.mtimeNs, ctimeNs: seen.ctimeNs, ino: seen.ino };
}

function notRegular(name: string, seen: BigIntStats): Error {
  const kind = seen.isDirectory() ? 'a folder' : seen.isFIFO() ? 'a named pipe' : 'a special file';
  return refusal(
    name,
    `this is ${kind}`,
    'regular files',
    "Narrow the source's files: in imbill.yaml so that it does not match",
  );
}

function unreadable(name: string, cause: unknown): Error {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  return refusal(
    name,
    `the file cannot be opened (${code})`,
    'files that are there and that this user may read',
    'Check that the delivery is complete and its permissions, and run the command again',
    cause,
  );
}
