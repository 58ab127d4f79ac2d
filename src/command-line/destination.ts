import { randomBytes } from 'node:crypto';
import { chmod, type FileHandle, lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Bytes } from '../analyst/results/format.ts';
import { exitCodes, UserError } from '../base/errors.ts';
import { sync } from '../base/whole-files.ts';
import type { Output } from './output.ts';

/** Where a result is written to: all of it, or nothing. */
export interface Destination {
  write(bytes: Bytes): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

const mostHeldBack = 4 * 2 ** 20;

/**
 * Standard output. The first megabytes are held back, so that nothing is written of a result that
 * fails early; what is longer is written while it comes.
 */
export function standardOutput(output: Output): Destination {
  let held: Bytes[] = [];
  let heldLength = 0;
  const flush = async () => {
    for (const bytes of held.splice(0)) {
      output.result(bytes);
      await output.drained?.();
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

/** A file beside its final name; it gets the name when it is complete. */
export interface AsideFile {
  path: string;
  /** Gives it its name, synced. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * An empty file beside `target`.
 *
 * @param isReplaced Whether a file that is there is replaced; it keeps its mode then, and a link
 *   to it stays a link.
 * @throws {UserError} (exit 2) If a file is there, or none can be written there.
 */
export async function asideFile(target: string, isReplaced: boolean): Promise<AsideFile> {
  const mode = await modeOf(target, isReplaced);
  const final = mode === undefined ? target : await realpath(target);
  const folder = await realpath(dirname(final)).catch(cannotWrite(target));
  const path = join(folder, `.${basename(final)}.${randomBytes(6).toString('hex')}.part`);
  const handle = await open(path, 'wx').catch(cannotWrite(target));
  await handle.close();
  if (mode !== undefined) await chmod(path, mode);
  const discard = () => rm(path, { force: true });
  return {
    path,
    async commit() {
      await sync(path);
      // Somebody may have put a file there meanwhile.
      await modeOf(target, isReplaced).catch((error) =>
        discard().then(() => Promise.reject(error)),
      );
      await rename(path, join(folder, basename(final)));
    },
    discard,
  };
}

/** Text or bytes into a file that is there completely or not at all. */
export async function fileDestination(target: string, isReplaced: boolean): Promise<Destination> {
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

/** Of the file that is there, if it may be replaced. */
async function modeOf(target: string, isReplaced: boolean): Promise<number | undefined> {
  const link = await lstat(target).catch(() => undefined);
  if (link === undefined) return undefined;
  const real = await realpath(target).catch(() => undefined);
  const found = real === undefined ? undefined : await lstat(real);
  if (!found?.isFile()) {
    throw new UserError(
      `${target} is there and is not a file.\nName a file that is not there yet.`,
      exitCodes.wrongUsage,
    );
  }
  if (isReplaced) return found.mode & 0o7777;
  throw new UserError(
    `${target} is there already.\nName another file, or replace this one with --force.`,
    exitCodes.wrongUsage,
  );
}

function cannotWrite(target: string): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    throw new UserError(
      `${target}: the file cannot be written (${cause.code}).\nName a file in a folder that is there and that you may write to.`,
      exitCodes.wrongUsage,
      { cause },
    );
  };
}
