import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertLakeIsShared, clusterPlaces, finishMove, shareLake } from './shared-lake.ts';

let folder: string;
let shared: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'imbill-lake-')));
  shared = join(folder, 'mnt');
  await mkdir(shared);
});
afterEach(() => rm(folder, { recursive: true }));

describe('shareLake', () => {
  it('leaves a lake where it is that lies below the shared folder', async () => {
    const places = await workspace('mnt/billing', { 'logins/2026-09-01/a.parquet': 'a' });
    await shareLake(places, shared);
    expect(await readdir(shared)).toEqual(['billing']);
    expect(await clusterPlaces(places, shared)).toEqual({
      root: places.root,
      scratch: places.scratch,
      counted: `${places.counted}-on-spark`,
    });
    expect(await content(places.lake)).toEqual({ 'logins/2026-09-01/a.parquet': 'a' });
  });

  it('moves any other lake there once, and puts a link in its place', async () => {
    const places = await workspace('w', { 'logins/2026-09-01/a.parquet': 'a', 'groups/b': 'b' });
    await shareLake(places, shared);
    expect(await readlink(places.lake)).toBe(join(shared, 'lake'));
    expect(await content(places.lake)).toEqual({
      'groups/b': 'b',
      'logins/2026-09-01/a.parquet': 'a',
      'workspace.json': `{"workspace":"${folder}/w"}\n`,
    });
    expect(await readdir(join(folder, 'w/.imbill'))).toEqual(['lake']);
    await writeFile(join(places.lake, 'groups/c'), 'c');
    await shareLake(places, shared);
    expect(Object.keys(await content(join(shared, 'lake')))).toContain('groups/c');
    expect(await clusterPlaces(places, shared)).toEqual({
      root: places.root,
      scratch: join(shared, 'scratch'),
      counted: join(shared, 'counted'),
    });
  });

  it('links the lake of a new workspace', async () => {
    const places = await workspace('w', {});
    await rm(places.lake, { recursive: true });
    await shareLake(places, shared);
    expect(await readlink(places.lake)).toBe(join(shared, 'lake'));
  });

  it('refuses a lake of another workspace, and changes nothing', async () => {
    await shareLake(await workspace('w', { 'logins/a': 'a' }), shared);
    const other = await workspace('v', { 'logins/b': 'b' });
    await expect(shareLake(other, shared)).rejects.toThrow(
      `The lake of the cluster (${shared}/lake) belongs to the workspace ${folder}/w.\nAccepted: a lake of this workspace, or an empty folder.\nIf that is this one, and it was renamed, write {"workspace":"${folder}/v"} to ${shared}/lake/workspace.json, or set another folder as engine.spark.shared.`,
    );
    expect((await lstat(other.lake)).isDirectory()).toBe(true);
    expect(Object.keys(await content(join(shared, 'lake')))).toEqual([
      'logins/a',
      'workspace.json',
    ]);
  });

  it('refuses a folder that holds something else', async () => {
    await mkdir(join(shared, 'lake/photos'), { recursive: true });
    await expect(shareLake(await workspace('w', {}), shared)).rejects.toThrow(
      'holds photos and names no workspace',
    );
  });

  it.each([
    ['while files were copied', async () => undefined],
    [
      'before the lake was renamed',
      async (lake: string) => symlink(join(shared, 'lake'), `${lake}.link`),
    ],
    [
      'before the link was renamed',
      async (lake: string) => {
        await writeFile(join(shared, 'lake/logins/b'), 'bbb');
        await symlink(join(shared, 'lake'), `${lake}.link`);
        await rename(lake, `${lake}.moved`);
      },
    ],
  ])('finishes a move that was stopped %s', async (_, stop) => {
    const places = await workspace('w', { 'logins/a': 'aaa', 'logins/b': 'bbb' });
    await mkdir(join(shared, 'lake/logins'), { recursive: true });
    await writeFile(join(shared, 'lake/workspace.json'), `{"workspace":"${folder}/w"}\n`);
    await writeFile(join(shared, 'lake/logins/a'), 'aaa');
    await stop(places.lake);
    await shareLake(places, shared);
    expect(await readlink(places.lake)).toBe(join(shared, 'lake'));
    expect(await content(places.lake)).toMatchObject({ 'logins/a': 'aaa', 'logins/b': 'bbb' });
    expect(await readdir(join(folder, 'w/.imbill'))).toEqual(['lake']);
  });
});

describe('finishMove', () => {
  it('does nothing where no move was stopped', async () => {
    const { lake } = await workspace('w', { 'logins/a': 'a' });
    await finishMove(lake);
    expect(await content(lake)).toEqual({ 'logins/a': 'a' });
  });
});

describe('assertLakeIsShared', () => {
  it('says how the lake gets there', async () => {
    const places = await workspace('w', { 'logins/a': 'a' });
    await expect(assertLakeIsShared(places, shared)).rejects.toThrow(
      `The lake (${folder}/w/.imbill/lake) does not lie below engine.spark.shared (${shared}) yet, so the executors do not see it.\nRun imbill load, which moves it there, or use --engine duckdb.`,
    );
    await shareLake(places, shared);
    await expect(assertLakeIsShared(places, shared)).resolves.toBeUndefined();
  });
});

async function workspace(name: string, files: Record<string, string>) {
  const root = join(folder, name);
  const own = join(root, '.imbill');
  const lake = join(own, 'lake');
  await mkdir(lake, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(lake, path, '..'), { recursive: true });
    await writeFile(join(lake, path), text);
  }
  return { root, lake, scratch: join(own, 'scratch'), counted: join(own, 'counted') };
}

async function content(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const texts = files.sort().map(async (file) => {
    return [file.slice(path.length + 1), await readFile(file, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}
