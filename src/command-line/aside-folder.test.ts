import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256Of } from '../base/sha256.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { writeFolder } from './aside-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = await tempFolder();
});

async function fill(folder: string): Promise<void> {
  await mkdir(join(folder, 'b'));
  await writeFile(join(folder, 'b/c.txt'), 'c');
  await writeFile(join(folder, 'a.txt'), 'aa');
}

describe('writeFolder', () => {
  it('gives the folder its name when it is whole, and tells of its files', async () => {
    const dir = join(parent, 'new/export');
    expect(await writeFolder(dir, fill)).toEqual([
      { path: 'a.txt', bytes: 2, sha256: sha256Of('aa') },
      { path: 'b/c.txt', bytes: 1, sha256: sha256Of('c') },
    ]);
    expect(await readFile(join(dir, 'b/c.txt'), 'utf8')).toBe('c');
    expect(await readdir(join(parent, 'new'))).toEqual(['export']);
  });

  it('takes an empty folder, and clears what a killed export left beside it', async () => {
    await mkdir(join(parent, 'export'));
    await mkdir(join(parent, '.export.imbill-new'));
    await writeFile(join(parent, '.export.imbill-new/half.csv'), 'ha');
    await writeFolder(join(parent, 'export'), fill);
    expect(await readdir(join(parent, 'export'))).toEqual(['a.txt', 'b']);
    expect(await readdir(parent)).toEqual(['export']);
  });

  it('leaves nothing where writing fails', async () => {
    const failing = writeFolder(join(parent, 'export'), async (folder) => {
      await fill(folder);
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    const full = writeFolder(join(parent, 'export'), async () => {
      throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    });
    await expect(full).rejects.toMatchObject({
      exitCode: 1,
      message: `The export cannot be written to ${join(parent, 'export')} (ENOSPC); nothing is left there.\nName a folder on a disk with room that this user can write, and that is no mount point itself.`,
    });
    expect(await readdir(parent)).toEqual([]);
  });

  it('refuses a folder that holds something, and a file, before anything is written', async () => {
    let isAsked = false;
    const ask = async () => {
      isAsked = true;
    };
    await mkdir(join(parent, 'full'));
    await writeFile(join(parent, 'full/mine'), '');
    await expect(writeFolder(join(parent, 'full'), ask)).rejects.toMatchObject({ exitCode: 2 });
    await writeFile(join(parent, 'file'), 'mine');
    await expect(writeFolder(join(parent, 'file'), ask)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('(ENOTDIR)'),
    });
    expect(isAsked).toBe(false);
    expect(await readFile(join(parent, 'file'), 'utf8')).toBe('mine');
  });
});
