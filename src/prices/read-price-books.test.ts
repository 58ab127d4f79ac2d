import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { builtInPriceBooks, type PriceBookFolder, readPriceBooks } from './read-price-books.ts';

async function folder(files: Record<string, string | Uint8Array>): Promise<PriceBookFolder> {
  const dir = await mkdtemp(join(tmpdir(), 'price-books-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return { dir, label: 'prices' };
}

function book(list: string, from: string, currency = 'CNY'): string {
  return `list: ${list}\nfrom: ${from}\ncurrency: ${currency}\nsource: test\nrounding: { amounts: half_up, to: "0.01" }\n`;
}

describe('readPriceBooks', () => {
  it('reads the book of the price page that comes with the package', async () => {
    const books = await readPriceBooks([builtInPriceBooks()]);
    const page = books.find(({ list, from }) => list === 'tencent-im' && from === '2018-12-27');
    expect(page?.items.map(({ sku, price }) => [sku, price])).toEqual([
      ['trial', '0'],
      ['pro', '999'],
      ['avchatroom-unlimited', '1000'],
      ['group-members-2000', '500'],
      ['group-members-6000', '1000'],
      ['group-members-10000', '2000'],
      ['groups-per-user-400', '500'],
      ['groups-per-user-700', '900'],
      ['groups-per-user-1000', '1100'],
    ]);
    expect(
      page?.charges.map(({ sku, price, block, included }) => [sku, price, block, included]),
    ).toEqual([
      ['dau', '10000', '100000', { pro: '100000' }],
      ['bandwidth-domestic', '2', undefined, undefined],
      ['roaming', '500', '100000', undefined],
      ['groups', '1000', '100000', { pro: '100000' }],
    ]);
    expect(page?.unpriced).toEqual(['bandwidth_international_mbps']);
  });

  it('sorts the books of all folders by list and date', async () => {
    const first = await folder({
      'z.yaml': book('b', '2026-01-01'),
      'a.yml': book('a', '2026-01-02'),
    });
    const second = await folder({
      'x.yaml': book('a', '2026-01-01', 'CNY'),
      'notes.txt': 'no book',
    });
    const books = await readPriceBooks([first, second]);
    expect(books.map(({ list, from }) => `${list} ${from}`)).toEqual([
      'a 2026-01-01',
      'a 2026-01-02',
      'b 2026-01-01',
    ]);
  });

  it('takes a folder that does not exist for one without books', async () => {
    expect(
      await readPriceBooks([{ dir: join(tmpdir(), 'not', 'there'), label: 'prices' }]),
    ).toEqual([]);
  });

  it('refuses everything wrong in every file at once', async () => {
    const mine = await folder({
      'a.yaml': book('x', '2026-01-01'),
      'b.yaml': book('x', '2026-01-01'),
      'c.yaml': book('x', '2026-02-01', 'USD'),
      'd.yaml': book('x', '2026-03-32', 'USD'),
      'e.yaml': new Uint8Array([0x6c, 0xff, 0xfe]),
    });
    const refused = await readPriceBooks([mine]).catch((error: unknown) => error);
    expect(refused).toEqual(
      new UserError(
        [
          'prices/d.yaml:2:7: from is "2026-03-32"; accepted: a day, such as 2018-12-27',
          'prices/e.yaml: not UTF-8 text.',
          'Accepted: a price book in YAML, saved as UTF-8.',
          'prices/a.yaml and prices/b.yaml are both the book of the price list x from 2026-01-01.',
          'Remove one of them, or give it another list or date.',
          'prices/b.yaml and prices/c.yaml are books of the price list x in CNY and USD.',
          'Accepted: one currency a list. Give one of them another list.',
        ].join('\n'),
      ),
    );
    expect((refused as UserError).exitCode).toBe(3);
  });
});
