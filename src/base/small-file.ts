import { isUtf8 } from 'node:buffer';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { type ExitCode, exitCodes, UserError } from './errors.ts';
import { systemError } from './system-error.ts';

/** More than any file that people write by hand. */
const mostSmallBytes = 64 * 1024 ** 2;

/** Error of a file that cannot be read whole. */
export class UnfitFile extends Error {
  /** Code of the operating system; absent if the file itself is unfit. */
  readonly code: string | undefined;
  readonly accepted: string;

  /**
   * Builds the error.
   *
   * @param message The fault, such that it can follow the name of the file: "is a folder".
   */
  constructor(
    message: string,
    accepted: string,
    { code, ...options }: ErrorOptions & { code?: string } = {},
  ) {
    super(message, options);
    this.accepted = accepted;
    this.code = code;
  }
}

/**
 * Turns the error of a small file into one for the user. A fault of the machine is returned as it is.
 *
 * @param name Name of the file, for the message.
 */
export function refusedFile(
  name: string,
  error: unknown,
  exitCode: ExitCode = exitCodes.badInput,
): unknown {
  if (!(error instanceof UnfitFile) || systemError(error) !== undefined) return error;
  return new UserError(
    `${name} ${error.message}.\nAccepted: ${error.accepted}.\nCorrect it and run the command again.`,
    exitCode,
    { cause: error },
  );
}

/**
 * Reads a whole file of at most `mostBytes`. It never waits for a writer, as a named pipe would, and takes no
 * more memory than that.
 *
 * @throws {UnfitFile} If it is not there, cannot be read, is no regular file, or is larger.
 */
export async function readSmallFile(path: string, mostBytes = mostSmallBytes): Promise<Buffer> {
  const handle = await openRegular(path);
  try {
    return await readContent(handle, mostBytes);
  } catch (error) {
    throw unfit(error);
  } finally {
    await handle.close();
  }
}

/**
 * Reads the text of a small file, without its byte order mark.
 *
 * @throws {UnfitFile} As `readSmallFile`, and if it is not UTF-8.
 */
export async function readSmallText(path: string, mostBytes?: number): Promise<string> {
  const bytes = await readSmallFile(path, mostBytes);
  if (!isUtf8(bytes)) throw new UnfitFile('is not UTF-8 text', 'text saved as UTF-8');
  return bytes.toString().replace(/^\uFEFF/, '');
}

async function openRegular(path: string): Promise<FileHandle> {
  try {
    // Opening a device may do something, and a pipe may wait.
    assertRegular(await stat(path));
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw unfit(error);
  }
}

function assertRegular(seen: Stats): void {
  if (seen.isFile()) return;
  const kind = seen.isDirectory() ? 'a folder' : seen.isFIFO() ? 'a named pipe' : 'a special file';
  throw new UnfitFile(`is ${kind}`, 'a regular file');
}

async function readContent(handle: FileHandle, mostBytes: number): Promise<Buffer> {
  const seen = await handle.stat();
  assertRegular(seen);
  // The size of some files is only known when they are read.
  const bytes = Buffer.alloc(Math.min(Math.max(seen.size, 65_536), mostBytes) + 1);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
  }
  const most =
    mostBytes < 1024 ** 2
      ? `${Math.floor(mostBytes / 1024)} KB`
      : `${Math.floor(mostBytes / 1024 ** 2)} MB`;
  throw new UnfitFile(`is larger than ${most}`, `a file of at most ${most}`);
}

function unfit(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof UnfitFile || code === undefined) return error;
  const message = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
  return new UnfitFile(message, 'a file that is there and that this user may read', {
    code,
    cause: error,
  });
}
