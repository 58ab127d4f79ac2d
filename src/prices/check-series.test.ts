import { describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { writeFiles } from '../testing/write-workspace.ts';
import { readPrices } from './read-prices.ts';

function book(from: string, until?: string): string {
  const end = until === undefined ? '' : `until: ${until}\n`;
  return `list: x\nfrom: ${from}\n${end}currency: CNY\nsource: s\nrounding: { amounts: half_up, to: "0.01" }\n`;
}

async function read(files: Record<string, string>) {
  const dir = await tempFolder();
  await writeFiles(dir, files);
  return readPrices([{ dir, label: 'prices' }]);
}

describe('a series of books with last days', () => {
  it('stands where each begins on the day after, and the last may end', async () => {
    const { books, problems } = await read({
      'a.yaml': book('2026-01-01', '2026-02-28'),
      'b.yaml': book('2026-03-01'),
      'c.yaml': book('2026-05-01', '2026-12-31'),
    });
    expect(problems).toEqual([]);
    expect(books.map(({ from, until }) => [from, until])).toEqual([
      ['2026-01-01', '2026-02-28'],
      ['2026-03-01', undefined],
      ['2026-05-01', '2026-12-31'],
    ]);
  });

  it('is refused with a gap, an overlap and a last day before the first, of all files at once', async () => {
    const { problems } = await read({
      'a.yaml': book('2026-01-01', '2026-02-27'),
      'b.yaml': book('2026-03-01', '2026-06-30'),
      'c.yaml': book('2026-06-01'),
      'd.yaml': book('2026-07-01', '2026-06-30').replace('list: x', 'list: y'),
    });
    expect(problems).toEqual([
      'prices/d.yaml:3:8: until is "2026-06-30"; from is "2026-07-01"; accepted: that day or a later one',
      'prices/a.yaml and prices/b.yaml leave a gap in the price list x, from 2026-02-28 to 2026-02-28.\n' +
        'Let the first end on the day before the second begins: until is 2026-02-27, from is 2026-03-01.',
      'prices/b.yaml and prices/c.yaml overlap in the price list x, from 2026-06-01 to 2026-06-30.\n' +
        'Let the first end on the day before the second begins: until is 2026-06-30, from is 2026-06-01.',
    ]);
  });

  it('does not hand a last day on to a book of changes, nor base one on a book that has ended', async () => {
    const changes = (from: string, basedOn: string) =>
      `list: y\nfrom: ${from}\nbased_on: ${basedOn}\nsource: s\n`;
    const { books, problems } = await read({
      'a.yaml': book('2026-01-01', '2026-02-28'),
      'b.yaml': book('2026-03-01').replace('list: x', 'list: z'),
      'c.yaml': changes('2026-01-01', '{ list: x, on: 2026-02-28 }'),
      'd.yaml': changes('2026-02-01', '{ list: x, on: 2026-03-01 }'),
    });
    expect(books.map(({ list, until }) => [list, until])).toEqual([
      ['x', '2026-02-28'],
      ['y', undefined],
      ['z', undefined],
    ]);
    expect(problems).toEqual(['prices/d.yaml:3:11: the list x has no book in force on 2026-03-01']);
  });
});
