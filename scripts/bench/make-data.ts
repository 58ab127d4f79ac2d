import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import type { LargeFormat, LargeSize } from '../../src/sample/large-month.ts';
import { writeSample } from '../../src/sample/write-sample.ts';
import type { BenchData } from './result.ts';
import { loginsOf, month, type SizeName } from './sizes.ts';

/** The generated data that is wanted. */
export interface Wanted {
  /** Name of the size, for the folder and the result. */
  sizeName: SizeName;
  size: LargeSize;
  seed: number;
  format: LargeFormat;
}

/**
 * Makes a workspace with a month of raw logs below `folder`, or uses the existing one.
 *
 * Its description is written last: an incomplete one is made again.
 */
export async function makeMonth(
  folder: string,
  wanted: Wanted,
): Promise<{ workspace: string; data: BenchData }> {
  const { sizeName, size, seed, format } = wanted;
  const name = `${sizeName}-${size.users}x${size.days}x${size.apps}-${format}-seed-${seed}`;
  const workspace = join(folder, name);
  const description = join(workspace, 'bench-data.json');
  if (existsSync(description)) {
    return { workspace, data: JSON.parse(await readFile(description, 'utf8')) };
  }
  await rm(workspace, { recursive: true, force: true });
  await mkdir(workspace, { recursive: true });
  const { files, lines } = await writeSample(workspace, { month, seed, size, format });
  const data: BenchData = {
    size: sizeName,
    seed,
    format,
    files,
    lines,
    apps: size.apps,
    days: size.days,
    logins: loginsOf(size),
    bytes: await bytesBelow(join(workspace, 'logs')),
    login_bytes: await bytesBelow(loginsFolder(workspace)),
  };
  await writeFile(description, `${JSON.stringify(data, null, 2)}\n`);
  return { workspace, data };
}

/** Returns the folder of the login files. */
export function loginsFolder(workspace: string): string {
  return join(workspace, 'logs', 'logins');
}

/** Reads all files below a folder, so that the first contender also finds them in memory. */
export async function readAllBelow(folder: string): Promise<void> {
  for (const file of globSync('**/*', { cwd: folder, absolute: true })) {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) void chunk;
  }
}

/** Adds the sizes of all files below a folder; 0 without the folder. */
export async function bytesBelow(folder: string): Promise<number> {
  const files = globSync('**/*', { cwd: folder, dot: true, absolute: true });
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
