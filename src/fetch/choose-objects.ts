import picomatch from 'picomatch';
import type { FetchSource } from '../workspace/fetch-settings.ts';
import type { Bucket } from './bucket.ts';
import type { StoredObject } from './listing.ts';
import { localPathOf, sameName } from './local-path.ts';

/** An object that gets a file. */
export interface ChosenObject {
  object: StoredObject;
  /** Path below the workspace. */
  path: string;
}

/** Objects of a source. */
export interface ChosenObjects {
  listed: number;
  leftOut: number;
  chosen: ChosenObject[];
  /** Keys that no file can be named after. */
  unsafe: string[];
  /** Objects whose file would be the file, or a folder, of another object. */
  same: ChosenObject[];
}

/**
 * Lists a source and chooses the objects that get a file.
 *
 * @param taken Gets the names that are taken, also by other sources: files and the folders above them.
 */
export async function chooseObjects(
  bucket: Bucket,
  { prefix, into, include }: FetchSource,
  taken: TakenNames,
): Promise<ChosenObjects> {
  const isIncluded = include === undefined ? () => true : picomatch(include);
  const found: ChosenObjects = { listed: 0, leftOut: 0, chosen: [], unsafe: [], same: [] };
  for await (const object of bucket.list()) {
    found.listed++;
    const rest = restOf(object.key, prefix);
    const local = localPathOf(rest);
    if ('unfit' in local ? local.unfit !== 'unsafe' : !isIncluded(local.path)) found.leftOut++;
    else if ('unfit' in local) found.unsafe.push(object.key);
    else {
      const path = `${into}/${local.path}`;
      found[taken.take(path) ? 'chosen' : 'same'].push({ object, path });
    }
  }
  return found;
}

/** Returns what follows the prefix; without the `/` that ends its last folder. */
function restOf(key: string, prefix: string): string {
  const rest = key.slice(prefix.length);
  return prefix === '' || prefix.endsWith('/') ? rest : rest.replace(/^\//, '');
}

/** Names of files and folders that are taken. */
export interface TakenNames {
  /** Takes a path, unless its file, or a folder above it, is a file already, or it is a folder. */
  take(path: string): boolean;
}

/** Returns names for a file system that does not tell upper from lower case: the first wins. */
export function takenNames(): TakenNames {
  const files = new Set<string>();
  const folders = new Set<string>();
  return {
    take(path) {
      const name = sameName(path);
      const above = foldersAbove(name);
      if (files.has(name) || folders.has(name) || above.some((one) => files.has(one))) return false;
      files.add(name);
      for (const one of above) folders.add(one);
      return true;
    },
  };
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}
