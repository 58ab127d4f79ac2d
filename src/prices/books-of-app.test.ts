import { describe, expect, it } from 'vitest';
import { booksOfApp } from './books-of-app.ts';
import type { Contract } from './contract.ts';
import { parseContractText } from './contract-file.ts';
import type { PriceBook } from './price-book.ts';
import { builtInPriceBooks, readPriceBooks } from './read-price-books.ts';

const all = await readPriceBooks([builtInPriceBooks()]);
const list = all.filter((book) => book.list === 'tencent-im-2019');

function contract(head: string, entries: string): Contract {
  return parseContractText(`${head}\nsource: paper\n${entries}\n`, 'c.yaml').contract;
}

function item({ items }: PriceBook, sku: string) {
  return items.find((one) => one.sku === sku);
}

describe('booksOfApp', () => {
  const half = contract(
    'contract: L\ncustomer: x\nfrom: 2019-03-15\nuntil: 2019-06-30',
    'plans: [{ sku: pro, price: "899" }]',
  );

  it('has the books of the list where no contract is in force', () => {
    expect(booksOfApp(list.toReversed(), [])).toEqual(list);
  });

  it('cuts the books where a contract begins and has ended', () => {
    const books = booksOfApp(list, [half]);
    const shown = books
      .filter(({ from }) => from >= '2019-03-01' && from < '2019-08-09')
      .map((book) => [book.from, item(book, 'pro')?.price, book.list_book?.from]);
    expect(shown).toEqual([
      ['2019-03-01', '999', undefined],
      ['2019-03-15', '899', '2019-03-01'],
      ['2019-07-01', '999', '2019-03-01'],
      ['2019-07-09', '999', undefined],
    ]);
  });

  it('names the contract on what it changes alone, with its source', () => {
    const book = booksOfApp(list, [half]).find(({ from }) => from === '2019-03-15')!;
    const whole = list.find(({ from }) => from === '2019-03-01')!;
    const { sha256 } = half;
    const reference = {
      name: 'L',
      from: '2019-03-15',
      until: '2019-06-30',
      source: 'paper',
      sha256,
    };
    expect(book).toEqual({
      ...whole,
      from: '2019-03-15',
      sha256: expect.any(String),
      list_book: { list: 'tencent-im-2019', from: '2019-03-01', sha256: whole.sha256 },
      items: whole.items.map((one) =>
        one.sku === 'pro' ? { ...one, price: '899', source: 'paper', contract: reference } : one,
      ),
    });
  });

  it('takes the app’s contract alone for a SKU that the customer’s prices, too', () => {
    const customers = contract(
      'contract: C\ncustomer: x\nfrom: 2020-01-01',
      'plans: [{ sku: pro, price: "1" }, { sku: flagship, price: "2" }]\npacks: [{ sku: avchatroom-unlimited, price: "3", title: { en: Rooms } }]',
    );
    const apps = contract(
      'contract: A\napp: "1"\nfrom: 2020-02-01',
      'plans: [{ sku: pro, price: "4", source: page 9 }]\npacks: [{ sku: avchatroom-unlimited, allows: { avchatrooms: 70 } }]',
    );
    const [, later] = booksOfApp(list, [apps, customers]).slice(-2);
    const shown = ['pro', 'flagship', 'avchatroom-unlimited'].map((sku) => {
      const { price, contract: by, source, allows, title } = item(later!, sku)!;
      return [price, by?.name, source, allows?.['avchatrooms'], title.en];
    });
    expect(shown).toEqual([
      ['4', 'A', 'page 9', 50, 'Professional plan'],
      ['2', 'C', 'paper', null, 'Flagship plan'],
      ['1000', 'A', 'paper', 70, 'AV chat rooms without limit'],
    ]);
  });

  it('is without effect where the list does not have the SKU', () => {
    const roaming = contract(
      'contract: R\napp: "1"\nfrom: 2019-10-01',
      'charges: [{ sku: roaming, price: "400" }]',
    );
    const shown = booksOfApp(list, [roaming]).slice(-3);
    expect(shown.map(({ from, charges }) => [from, charges.map(({ sku }) => sku)[2]])).toEqual([
      ['2019-10-01', 'roaming'],
      ['2019-11-04', 'groups'],
      ['2019-12-27', 'groups'],
    ]);
    expect(shown[0]!.charges[2]).toMatchObject({ price: '400', contract: { name: 'R' } });
  });

  it('reaches what a plan does not change of a charge', () => {
    const history = contract(
      'contract: H\napp: "1"\nfrom: 2020-01-01',
      'charges: [{ sku: history-storage, prices: { "90": "900", "720": "4000" } }]',
    );
    const last = booksOfApp(list, [history]).at(-1)!;
    const charge = last.charges.find(({ sku }) => sku === 'history-storage')!;
    expect(charge.prices).toEqual({ 30: '500', 90: '900', 180: '1500', 360: '2500', 720: '4000' });
    expect(charge.by_plan?.['flagship']?.prices).toEqual({
      30: '0',
      90: '500',
      180: '1000',
      360: '2000',
      720: '4000',
    });
  });

  it('changes a price per block to one per unit, and back', () => {
    const unit = contract(
      'contract: U\napp: "1"\nfrom: 2020-01-01',
      'charges: [{ sku: dau, block: null, price: "0.1" }]',
    );
    const charge = booksOfApp(list, [unit])
      .at(-1)!
      .charges.find(({ sku }) => sku === 'dau')!;
    expect([charge.model, charge.block, charge.blocks]).toEqual(['per_unit', undefined, undefined]);
  });

  it('throws what a contract breaks, where nobody collects it', () => {
    const broken = contract(
      'contract: B\napp: "1"\nfrom: 2020-01-01',
      'charges: [{ sku: dau, price: null }]',
    );
    expect(() => booksOfApp(list, [broken])).toThrow(
      'The contract B: dau: price: a charge with model: per_block needs it',
    );
  });
});
