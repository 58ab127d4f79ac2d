import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Files that are open at a time. */
const filesAtATime = 64;

/**
 * Writes files of a folder aside, syncs and renames them, where their content changes. Making a small
 * file takes less time than handing the work over; what takes long, syncing, goes on meanwhile.
 */
export async function writeWholeFiles(
  folder: string,
  texts: Iterable<readonly [name: string, text: string]>,
): Promise<void> {
  const changed = [...texts].filter(([name, text]) => !holds(join(folder, name), text));
  for (let from = 0; from < changed.length; from += filesAtATime) {
    const part = changed.slice(from, from + filesAtATime);
    const written = await Promise.all(part.map(([, text]) => writeAside(folder, text)));
    for (const [index, aside] of written.entries())
      renameSync(aside, join(folder, part[index]![0]));
  }
}

function holds(path: string, text: string): boolean {
  try {
    const isAsLong = statSync(path, { throwIfNoEntry: false })?.size === Buffer.byteLength(text);
    return isAsLong && readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}

async function writeAside(folder: string, text: string): Promise<string> {
  const aside = join(folder, `.${randomUUID()}.tmp`);
  const file = openSync(aside, 'wx');
  try {
    writeFileSync(file, text);
    await synced(file);
  } finally {
    closeSync(file);
  }
  return aside;
}

const synced = promisify(fsync);

/** Whether a file is what a killed job left half-written. */
export function isLeftAside(name: string): boolean {
  return /^\.[0-9a-f-]{36}\.tmp$/.test(name);
}
