import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Bytes } from '../../analyst/results/format.ts';
import { asideFile } from '../../exports/destination.ts';

/** A file that results of the prompt are written to, one after the other. It gets its name at the end. */
export interface OutputFile {
  /** Path as the user named it. */
  name: string;
  /** Adds a result: all of it, or nothing if `fill` fails. */
  add(fill: (write: (bytes: Bytes) => Promise<void>) => Promise<void>): Promise<void>;
  /** Gives the file its name. Without a result there is no file. */
  end(): Promise<{ results: number }>;
}

/**
 * Opens a file beside its final name.
 *
 * @param isReplaced True if an existing file is replaced.
 * @throws {UserError} (exit 2) If the file exists already, or cannot be written.
 */
export async function openOutputFile(name: string, isReplaced: boolean): Promise<OutputFile> {
  const aside = await asideFile(resolve(name), isReplaced);
  const handle = await open(aside.path, 'a');
  let results = 0;
  return {
    name,
    async add(fill) {
      const { size } = await handle.stat();
      try {
        await fill((bytes) => handle.appendFile(bytes));
        results += 1;
      } catch (error) {
        await handle.truncate(size);
        throw error;
      }
    },
    async end() {
      await handle.close();
      await (results === 0 ? aside.discard() : aside.commit());
      return { results };
    },
  };
}
