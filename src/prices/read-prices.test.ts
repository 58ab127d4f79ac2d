import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { readPrices } from './read-prices.ts';

const book = (currency: string) =>
  `list: a\nfrom: 2026-01-01\ncurrency: ${currency}\nsource: test\nrounding: { amounts: half_up, to: "0.01" }\n`;

it('reads what the files say now, whatever it has read before and became of that', async () => {
  const dir = join(await tempFolder(), 'prices');
  const read = async () => {
    const { books, problems, brokenLists } = await readPrices([{ dir, label: 'prices' }]);
    const said = [books.map(({ currency }) => currency), problems.length, [...brokenLists]];
    books.length = 0;
    problems.push('a problem of whoever asked');
    brokenLists.add('b');
    return said;
  };
  await mkdir(dir);
  await writeFile(join(dir, 'a.yaml'), book('CNY'));
  expect(await read()).toEqual([['CNY'], 0, []]);
  expect(await read()).toEqual([['CNY'], 0, []]);
  await writeFile(join(dir, 'a.yaml'), book('USD'));
  expect(await read()).toEqual([['USD'], 0, []]);
  await writeFile(join(dir, 'b.yaml'), 'list: a\nfrom: tomorrow\n');
  expect(await read()).toEqual([['USD'], 1, ['a']]);
  expect(await read()).toEqual([['USD'], 1, ['a']]);
  await rename(join(dir, 'b.yaml'), join(dir, 'c.yaml'));
  expect((await readPrices([{ dir, label: 'prices' }])).problems[0]).toMatch('prices/c.yaml');
  await rm(dir, { recursive: true });
  expect(await read()).toEqual([[], 0, []]);
});
