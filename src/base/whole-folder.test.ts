import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { fillWholeFolder } from './whole-folder.ts';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await tempFolder();
  folder = join(parent, 'pages');
});

const fill = (text: string) => async (aside: string) => {
  await writeFile(join(aside, 'a.txt'), text);
  return text.length;
};

describe('fillWholeFolder', () => {
  it('replaces a folder where that is asked for, and returns what fill returned', async () => {
    expect(await fillWholeFolder(folder, fill('first'))).toBe(5);
    await fillWholeFolder(folder, fill('second'), { isReplaced: true });
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('second');
    expect(await readdir(parent)).toEqual(['pages']);
  });

  it('leaves a folder that is not to be replaced as it is', async () => {
    await fillWholeFolder(folder, fill('first'));
    await expect(fillWholeFolder(folder, fill('second'))).rejects.toMatchObject({
      code: expect.stringMatching(/^(ENOTEMPTY|EEXIST)$/),
    });
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('first');
    expect(await readdir(parent)).toEqual(['pages']);
  });

  it('removes what a killed job left beside it', async () => {
    await mkdir(join(parent, '.pages.imbill-new'));
    await mkdir(join(parent, '.pages.imbill-old'));
    await fillWholeFolder(folder, fill('first'), { isReplaced: true });
    expect(await readdir(parent)).toEqual(['pages']);
  });
});
