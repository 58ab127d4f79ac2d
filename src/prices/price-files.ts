import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';

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

/** The `.yaml` and `.yml` files of a folder, by name; none where there is no such folder. */
export async function priceFilesIn({ dir, label }: PriceBookFolder): Promise<PriceFile[]> {
  const names = (await namesIn(dir)).filter((name) => /\.ya?ml$/i.test(name)).toSorted();
  return Promise.all(names.map((name) => readPriceFile(join(dir, name), `${label}/${name}`)));
}

/** One file. */
export async function readPriceFile(path: string, name: string): Promise<PriceFile> {
  return { name, path, bytes: await readFile(path) };
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

async function namesIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
