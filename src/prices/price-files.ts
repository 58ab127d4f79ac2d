import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';
import { readSmallFile, refusedFile } from '../base/small-file.ts';

/** A folder of price books and contracts, and how messages name it: `{label}/{file}`. */
export interface PriceBookFolder {
  dir: string;
  label: string;
}

/** The folder of the books that come with the package. */
export function builtInPriceBooks(): PriceBookFolder {
  return { dir: join(packageRoot(), 'prices'), label: 'built-in prices' };
}

/** A file of a folder, as it is to be named in messages. */
export interface PriceFile {
  name: string;
  path: string;
  bytes: Buffer;
}

/** Making out a YAML text takes a hundred times its size. */
const mostBookBytes = 4 * 1024 ** 2;

/**
 * The `.yaml` and `.yml` files of a folder, by name; none where there is no such folder.
 *
 * @throws {UserError} (exit 3) If one of that name is no file, or is too large.
 */
export async function priceFilesIn({ dir, label }: PriceBookFolder): Promise<PriceFile[]> {
  const names = (await namesIn(dir, label)).filter((name) => /\.ya?ml$/i.test(name)).toSorted();
  const files: PriceFile[] = [];
  for (const name of names) {
    const shown = `${label}/${name}`;
    const file = await readPriceFile(join(dir, name), shown).catch((error) => {
      throw refusedFile(shown, error);
    });
    files.push(file);
  }
  return files;
}

/** One file. @throws {UnfitFile} If it cannot be read. */
export async function readPriceFile(path: string, name: string): Promise<PriceFile> {
  return { name, path, bytes: await readSmallFile(path, mostBookBytes) };
}

/** The text of a file. @throws {UserError} (exit 3) If it is not UTF-8. */
export function textOfPriceFile({ name, bytes }: PriceFile): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = `${name}: not UTF-8 text.\nAccepted: a price book in YAML, saved as UTF-8.`;
    throw new UserError(message, exitCodes.badInput, { cause });
  }
}

async function namesIn(dir: string, label: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code !== 'ENOTDIR') throw error;
    throw new UserError(
      `${label} is no folder.\nAccepted: a folder of price books and contracts, or none.\nRename it and run the command again.`,
      exitCodes.badInput,
      { cause: error },
    );
  }
}
