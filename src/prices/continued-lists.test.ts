import { describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { writeFiles } from '../testing/write-workspace.ts';
import { readPrices } from './read-prices.ts';

const rest = 'currency: CNY\nsource: s\nrounding: { amounts: half_up, to: "0.01" }\n';

/** A book with one plan, or one of changes that prices it anew. */
function book(list: string, from: string, price: string, keys = ''): string {
  const isChange = keys.includes('based_on');
  const plan = isChange
    ? `{ sku: pro, price: "${price}" }`
    : `{ sku: pro, title: { en: Pro, zh: 专业版 }, price: "${price}", source: s }`;
  const head = `list: ${list}\nfrom: ${from}\n${keys}`;
  return `${head}${isChange ? 'source: s\n' : rest}plans: [${plan}]\n`;
}

async function read(files: Record<string, string>) {
  const dir = await tempFolder();
  await writeFiles(dir, files);
  const { books, problems, brokenLists } = await readPrices([{ dir, label: 'prices' }]);
  const shown = books.map(({ list, from, until, items }) =>
    [list, from, until, items[0]?.price].filter((part) => part !== undefined).join(' '),
  );
  return { shown, problems, brokenLists: [...brokenLists], books };
}

describe('a list that continues another', () => {
  it('has the books of that list from before its own first book', async () => {
    const { shown, problems, books } = await read({
      'a.yaml': book('old', '2026-01-01', '10'),
      'b.yaml': book('old', '2026-02-01', '20', 'based_on: book_before\n'),
      'c.yaml': book('old', '2026-04-01', '40', 'based_on: book_before\n'),
      'd.yaml': book('new', '2026-03-01', '30', 'continues: old\nbased_on: book_before\n'),
    });
    expect(problems).toEqual([]);
    expect(shown).toEqual([
      'new 2026-01-01 10',
      'new 2026-02-01 20',
      'new 2026-03-01 30',
      'old 2026-01-01 10',
      'old 2026-02-01 20',
      'old 2026-04-01 40',
    ]);
    expect(books.flatMap((one) => Object.keys(one))).not.toContain('continues');
  });

  it('takes a book that would last longer only up to its own first one', async () => {
    const { shown, problems } = await read({
      'a.yaml': book('old', '2026-01-01', '10', 'until: 2026-12-31\n'),
      'b.yaml': book('new', '2026-03-01', '30', 'continues: old\n'),
    });
    expect(problems).toEqual([]);
    expect(shown).toEqual([
      'new 2026-01-01 10',
      'new 2026-03-01 30',
      'old 2026-01-01 2026-12-31 10',
    ]);
  });

  it('can be continued itself', async () => {
    const { shown, problems } = await read({
      'a.yaml': book('one', '2026-01-01', '10'),
      'b.yaml': book('two', '2026-02-01', '20', 'continues: one\n'),
      'c.yaml': book('three', '2026-03-01', '30', 'continues: two\n'),
    });
    expect(problems).toEqual([]);
    expect(shown.filter((one) => one.startsWith('three'))).toEqual([
      'three 2026-01-01 10',
      'three 2026-02-01 20',
      'three 2026-03-01 30',
    ]);
  });

  it('lets a customer change lists on a day', async () => {
    const { shown, problems } = await read({
      'a.yaml': book('one', '2026-01-01', '10'),
      'b.yaml': book('two', '2026-01-01', '20'),
      'c.yaml': `list: acme\nfrom: 2026-03-15\ncontinues: one\nbased_on: { list: two, on: 2026-03-15 }\nsource: s\n`,
    });
    expect(problems).toEqual([]);
    expect(shown.slice(0, 2)).toEqual(['acme 2026-01-01 10', 'acme 2026-03-15 20']);
  });

  it('leaves a gap where the last book of that list ends too early', async () => {
    const { problems } = await read({
      'a.yaml': book('old', '2026-01-01', '10', 'until: 2026-01-31\n'),
      'b.yaml': book('new', '2026-03-01', '30', 'continues: old\n'),
    });
    expect(problems).toEqual([
      'prices/a.yaml and prices/b.yaml leave a gap in the price list new, from 2026-02-01 to 2026-02-28.\n' +
        'Let the first end on the day before the second begins: until is 2026-01-31, from is 2026-03-01.',
    ]);
  });

  it('is refused in another currency, in a later book, of nothing, and of itself', async () => {
    const { problems } = await read({
      'a.yaml': book('old', '2026-01-01', '10'),
      'b.yaml': book('dollars', '2026-03-01', '30', 'continues: old\n').replace('CNY', 'USD'),
      'c.yaml': book('late', '2026-03-01', '30'),
      'd.yaml': book('late', '2026-04-01', '30', 'continues: old\n'),
      'e.yaml': book('none', '2026-03-01', '30', 'continues: odl\n'),
      'f.yaml': book('early', '2025-12-01', '30', 'continues: old\n'),
      'g.yaml': book('ring', '2026-03-01', '30', 'continues: ring\n'),
    });
    expect(problems.toSorted()).toEqual([
      'prices/a.yaml and prices/b.yaml are books of the price list dollars in CNY and USD.\n' +
        'Accepted: one currency a list. Give one of them another list.',
      'prices/d.yaml:3:12: the list late has an earlier book; accepted: only in the first book of a list',
      'prices/e.yaml:3:12: the list odl has no book before 2026-03-01; accepted: a list that has one',
      'prices/f.yaml:3:12: the list old has no book before 2025-12-01; accepted: a list that has one',
      'prices/g.yaml:3:12: the list continues itself; name another list',
    ]);
  });

  it('says once what is wrong with a book of that list, and is broken, too', async () => {
    const { problems, brokenLists } = await read({
      'a.yaml': book('old', '2026-01-01', '10'),
      'b.yaml': book('old', '2026-02-01', '20', 'based_on: book_before\nremoved: [prro]\n'),
      'c.yaml': book('new', '2026-03-01', '30', 'continues: old\n'),
      'd.yaml': 'list: other\nfrom: 2026-13-01\n',
      'e.yaml': book('last', '2026-03-01', '30', 'continues: other\n'),
    });
    expect(problems).toHaveLength(3);
    expect(brokenLists.toSorted()).toEqual(['last', 'new', 'old', 'other']);
  });
});
