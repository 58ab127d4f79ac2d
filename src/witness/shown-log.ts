import { join } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { isThere } from '../base/is-there.ts';
import { readSmallText, refusedFile } from '../base/small-file.ts';
import { type Checkpoint, parseCheckpoint } from '../tlog/checkpoint.ts';
import type { Hash } from '../tlog/merkle.ts';
import { parseWitnessRequest } from '../tlog/witness-request.ts';

/** More than a checkpoint with its signatures, or a request, ever has. */
const mostBytes = 256 * 1024;

/** A log that was shown to a witness. */
export interface ShownLog {
  /** File of the checkpoint, as the user named it. */
  file: string;
  checkpoint: Checkpoint;
  /** Consistency proof of the file; absent if it has none. */
  proof?: { from: number; path: readonly Hash[] };
  /** Folder with tiles and entries; absent if there is none. */
  folder?: string;
}

/**
 * Reads what was shown: the folder of a log, its checkpoint (with tiles beside it or alone), or a file in the form of
 * a request to a witness.
 *
 * @throws {UserError} If it is none of these.
 */
export async function readShownLog(path: string): Promise<ShownLog> {
  const file = isFolder(path) ? join(path, 'checkpoint') : path;
  const text = await readSmallText(file, mostBytes).catch((error: unknown) => {
    throw refusedFile(file, error);
  });
  try {
    return { file, ...parseShown(text), ...tilesBeside(file) };
  } catch (cause) {
    throw new UserError(
      `${file} is no checkpoint: ${(cause as Error).message}.\nAccepted: the folder .imbill/log, its file checkpoint, or a file that imbill log request wrote.`,
      exitCodes.badInput,
      { cause },
    );
  }
}
