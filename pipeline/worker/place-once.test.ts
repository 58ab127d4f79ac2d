import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { placeOnce } from './place-once.ts';

async function written(text: string): Promise<[path: string, sha256: string]> {
  const path = join(await tempFolder(), 'written');
  await writeFile(path, text);
  return [path, sha256Of(text)];
}

describe('placeOnce', () => {
  it('copies a file to its place, in a folder that it makes', async () => {
    const [path, sha256] = await written('a');
    const folder = await tempFolder();
    expect(await placeOnce(path, join(folder, 'x/y.parquet'), sha256)).toBe(undefined);
    expect(await readFile(join(folder, 'x/y.parquet'), 'utf8')).toBe('a');
    expect(await readdir(join(folder, 'x'))).toEqual(['y.parquet']);
  });

  it('is done where the same bytes are there', async () => {
    const [path, sha256] = await written('a');
    const place = join(await tempFolder(), 'y');
    await writeFile(place, 'a');
    expect(await placeOnce(path, place, sha256)).toBe(undefined);
  });

  it('never replaces other bytes, and returns their hash', async () => {
    const [path, sha256] = await written('a');
    const place = join(await tempFolder(), 'y');
    await writeFile(place, 'b');
    expect(await placeOnce(path, place, sha256)).toBe(sha256Of('b'));
    expect(await readFile(place, 'utf8')).toBe('b');
  });

  it('lets one of several win that place at once', async () => {
    const folder = await tempFolder();
    const place = join(folder, 'y');
    const files = await Promise.all(['a', 'b', 'c', 'd'].map(written));
    const found = await Promise.all(files.map(([path, sha256]) => placeOnce(path, place, sha256)));
    const winner = sha256Of(await readFile(place, 'utf8'));
    expect(found).toEqual(files.map(([, sha256]) => (sha256 === winner ? undefined : winner)));
    expect(await readdir(folder)).toEqual(['y']);
  });
});
