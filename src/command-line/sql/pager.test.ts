import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../testing/temp-folder.ts';
import { openPager, pagedText } from './pager.ts';

describe('openPager', () => {
  it('starts the program of PAGER, with its options, and waits for its end', async () => {
    const file = join(await tempFolder(), 'shown');
    const pager = openPager({ ...process.env, PAGER: `cat -n > '${file}'` });
    expect(await pager.write('one\n')).toBe(true);
    await pager.write('two\n');
    await pager.end();
    expect((await readFile(file, 'utf8')).replaceAll(/\s+/g, ' ')).toBe(' 1 one 2 two ');
  });

  it('says that no more is wanted once the program has ended', async () => {
    const pager = openPager({ ...process.env, PAGER: 'true' });
    let isWanted = true;
    for (let tries = 0; isWanted && tries < 1000; tries++)
      isWanted = await pager.write('line\n'.repeat(20_000));
    expect(isWanted).toBe(false);
    await pager.end();
  });
});

describe('pagedText', () => {
  it('prints what fits, and needs no pager', async () => {
    const printed: string[] = [];
    const open = () => {
      throw new Error('Nobody asked for a pager.');
    };
    const text = pagedText(3, { open, print: (shown) => printed.push(shown) });
    await text.write('a\n');
    await text.write('b\n');
    await text.end();
    expect(printed).toEqual(['a\nb\n']);
  });
});
