import { randomBytes } from 'node:crypto';
import { chmod, type FileHandle, lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Bytes } from '../analyst/results/format.ts';
import { exitCodes, UserError } from '../base/errors.ts';
import { sync } from '../base/whole-files.ts';

/** Place for a result, which is written completely or not at all. */
export interface Destination {
  write(bytes: Bytes): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Standard output; handed in, so that a test can read it. */
export interface StandardOutput {
  result(text: Bytes): void;
  /** Resolves as soon as more can be written. */
  drained?(): Promise<void>;
}

/** File for a result, or standard output if `out` is undefined. */
export interface Target {
  /** Path as the user named it. */
  out: string | undefined;
  /** True if an existing file is replaced. */
  isReplaced: boolean;
  stdout: StandardOutput;
}

/** Opens the file of a target, or standard output. */
export async function openDestination({ out, isReplaced, stdout }: Target): Promise<Destination> {
  return out === undefined ? standardOutput(stdout) : fileDestination(resolve(out), isReplaced);
}

/** Writes to a destination or an aside file, then commits it; discards it if writing fails. */
export async function commitAfter<D extends Pick<Destination, 'commit' | 'discard'>, Result>(
  destination: D,
  write: (destination: D) => Promise<Result>,
): Promise<Result> {
  try {
    const result = await write(destination);
    await destination.commit();
    return result;
  } catch (error) {
    await destination.discard();
    throw error;
  }
}

const mostHeldBack = 4 * 2 ** 20;

/**
 * Writes to standard output. Holds back the first megabytes, so that a result that fails early
 * leaves no output.
 */
function standardOutput(stdout: StandardOutput): Destination {
  let held: Bytes[] = [];
  let heldLength = 0;
  const flush = async () => {
    for (const bytes of held.splice(0)) {
      stdout.result(bytes);
      await stdout.drained?.();
    }
  };
  return {
    async write(bytes) {
      if (bytes.length === 0) return;
      held.push(bytes);
      heldLength += bytes.length;
      if (heldLength > mostHeldBack) await flush();
    },
    commit: flush,
    async discard() {
      held = [];
    },
  };
}

/** A file beside its final name, which it gets when it is complete. */
export interface AsideFile {
  path: string;
  /** Syncs the file and renames it. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Creates an empty file beside `target`.
 *
 * @param isReplaced True if an existing file is replaced. It then keeps its mode, and a link to it
 *   stays a link.
 * @throws {UserError} (exit 2) If the file exists already, or cannot be written.
 */
export async function asideFile(target: string, isReplaced: boolean): Promise<AsideFile> {
  const mode = await modeOf(target, isReplaced);
  const final = mode === undefined ? target : await realpath(target);
  const folder = await realpath(dirname(final)).catch(cannotWrite(target));
  const path = join(folder, `.${basename(final)}.${randomBytes(6).toString('hex')}.part`);
  const handle = await open(path, 'wx').catch(cannotWrite(target));
  await handle.close();
  if (mode !== undefined) await chmod(path, mode);
  return {
    path,
    async commit() {
      await sync(path);
      // Another process may have created the file since.
      await modeOf(target, isReplaced);
      await rename(path, join(folder, basename(final)));
    },
    discard: () => rm(path, { force: true }),
  };
}

async function fileDestination(target: string, isReplaced: boolean): Promise<Destination> {
  const aside = await asideFile(target, isReplaced);
  const handle: FileHandle = await open(aside.path, 'w');
  return {
    async write(bytes) {
      await (typeof bytes === 'string' ? handle.appendFile(bytes) : handle.writeFile(bytes)).catch(
        cannotWrite(target),
      );
    },
    async commit() {
      await handle.close();
      await aside.commit();
    },
    async discard() {
      await handle.close();
      await aside.discard();
    },
  };
}

/** Returns the mode of the file to replace; undefined if there is none. */
async function modeOf(target: string, isReplaced: boolean): Promise<number | undefined> {
  const link = await lstat(target).catch(() => undefined);
  if (link === undefined) return undefined;
  const real = await realpath(target).catch(() => undefined);
  const found = real === undefined ? undefined : await lstat(real);
  if (!found?.isFile()) {
    throw new UserError(
      `${target} exists and is not a file.\nName a file that does not exist yet.`,
      exitCodes.wrongUsage,
    );
  }
  if (isReplaced) return found.mode & 0o7777;
  throw new UserError(
    `${target} exists already.\nName another file, or replace this one with --force.`,
    exitCodes.wrongUsage,
  );
}

function cannotWrite(target: string): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    throw new UserError(
      `${target}: the file cannot be written (${cause.code}).\nName a file in an existing folder that you may write to.`,
      exitCodes.wrongUsage,
      { cause },
    );
  };
}
