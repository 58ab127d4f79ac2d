import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textsBelow } from '../testing/reports.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { isLeftAside, writeWholeFiles } from './whole-files.ts';

describe('writeWholeFiles', () => {
  it('writes more files than are open at a time, and leaves nothing aside', async () => {
    const folder = await tempFolder();
    const texts = Array.from({ length: 150 }, (_, index) => [`${index}.txt`, `text ${index}`]);
    await writeWholeFiles(folder, texts as [string, string][]);
    expect(await textsBelow(folder)).toEqual(Object.fromEntries(texts));
  });

  it('leaves a file as it is where its content is the same', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'same'), '发票');
    await writeFile(join(folder, 'other'), 'before');
    const before = await stat(join(folder, 'same'));
    await writeWholeFiles(folder, [
      ['same', '发票'],
      ['other', 'behind'],
    ]);
    expect((await stat(join(folder, 'same'))).ino).toBe(before.ino);
    expect(await textsBelow(folder)).toEqual({ same: '发票', other: 'behind' });
  });

  it('throws what the file system says, and leaves what was there', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'taken'));
    const writing = writeWholeFiles(folder, [['taken', 'text']]);
    await expect(writing).rejects.toMatchObject({ code: expect.any(String) });
    expect((await readdir(folder)).filter((name) => !isLeftAside(name))).toEqual(['taken']);
  });
});
