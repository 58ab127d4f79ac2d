import { describe, expect, it } from 'vitest';
import { diffBooks, isSameBook } from './diff-books.ts';
import { parsePriceBook } from './price-book-file.ts';

const text = `list: x
from: 2026-01-01
currency: CNY
source: s
rounding: { amounts: half_up, to: "0.01" }
plans:
  - { sku: pro, title: { en: P, zh: P }, price: "999", allows: { accounts: 5 }, source: s }
  - { sku: old, title: { en: O, zh: O }, price: "3", source: s }
charges:
  - sku: dau
    title: { en: D, zh: D }
    metric: dau
    month: { of: highest }
    included: { pro: "100000" }
    block: "100000"
    price: "10000"
    priced_by: month
    source: s
`;
const book = parsePriceBook(text, 'a.yaml');

function changed(...replacements: [string, string][]) {
  return parsePriceBook(
    replacements.reduce((all, [from, to]) => all.replace(from, to), text),
    'b.yaml',
  );
}

describe('diffBooks', () => {
  it('finds no difference in dates, sources, and how numbers and defaults are written', () => {
    const same = changed(
      ['list: x', 'list: y'],
      ['2026-01-01', '2026-02-01\nuntil: 2026-03-01'],
      ['price: "10000"', 'price: "10000.00"\n    blocks: started\n    model: per_block'],
      ['source: s', 'source: t'],
    );
    const diff = diffBooks(book, same);
    expect([diff.book, diff.plans.changed, diff.charges.changed]).toEqual([[], [], []]);
    expect(isSameBook(diff)).toBe(true);
  });

  it('names what was added, removed and changed, with exact differences', () => {
    const diff = diffBooks(
      book,
      changed(
        ['"0.01"', '"0.1"'],
        ['price: "999"', 'price: "899.10"'],
        ['accounts: 5', 'accounts: 5, avchatrooms: unlimited'],
        ['sku: old', 'sku: new'],
        ['of: highest', 'of: sum'],
        ['included: { pro: "100000" }', 'included: { pro: "30000" }'],
        ['price: "10000"', 'price: "13000"'],
      ),
    );
    expect(isSameBook(diff)).toBe(false);
    expect(diff).toEqual({
      book: [
        {
          key: 'rounding.to',
          before: '0.01',
          after: '0.1',
          difference: '+0.09',
          percent: '+900',
        },
      ],
      plans: {
        added: [
          {
            sku: 'new',
            keys: [
              { key: 'title.en', value: 'O' },
              { key: 'title.zh', value: 'O' },
              { key: 'price', value: '3' },
            ],
          },
        ],
        removed: [{ sku: 'old', keys: expect.any(Array) }],
        changed: [
          {
            sku: 'pro',
            changes: [
              {
                key: 'price',
                before: '999',
                after: '899.10',
                difference: '-99.9',
                percent: '-10',
              },
              { key: 'allows.avchatrooms', before: null, after: 'unlimited' },
            ],
          },
        ],
      },
      packs: { added: [], removed: [], changed: [] },
      charges: {
        added: [],
        removed: [],
        changed: [
          {
            sku: 'dau',
            changes: [
              { key: 'month', before: { of: 'highest' }, after: { of: 'sum' } },
              {
                key: 'included.pro',
                before: '100000',
                after: '30000',
                difference: '-70000',
                percent: '-70',
              },
              {
                key: 'price',
                before: '10000',
                after: '13000',
                difference: '+3000',
                percent: '+30',
              },
            ],
          },
        ],
      },
    });
  });

  it('cites the book that set a key, where it is not the second one', () => {
    const later = (from: string, ...more: [string, string][]) =>
      changed(['2026-01-01', from], ...more);
    const price: [string, string] = ['price: "10000"', 'price: "9000"'];
    const second = later('2026-02-01', price);
    const third = later('2026-03-01', price);
    const last = later('2026-04-01', price, ['block: "100000"', 'block: "50000"']);
    const since = (series: (typeof book)[]) =>
      diffBooks(book, last, series).charges.changed[0]?.changes.map((one) => [one.key, one.since]);
    expect(since([last, third, book, second])).toEqual([
      ['price', '2026-02-01'],
      ['block', undefined],
    ]);
    expect(since([third, later('2026-03-02')])?.[0]).toEqual(['price', undefined]);
  });

  it('has no percentage of nothing, and one without end to 9 decimals', () => {
    const free = changed(['price: "999"', 'price: "0"']);
    const three = changed(['price: "999"', 'price: "3"']);
    const ofPrice = (a: typeof book, b: typeof book) =>
      diffBooks(a, b).plans.changed[0]?.changes[0];
    expect(ofPrice(free, three)).toEqual({
      key: 'price',
      before: '0',
      after: '3',
      difference: '+3',
    });
    expect(ofPrice(three, changed(['price: "999"', 'price: "2"']))?.percent).toBe('-33.333333333');
  });
});
