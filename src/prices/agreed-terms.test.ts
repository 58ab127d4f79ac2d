import { describe, expect, it } from 'vitest';
import { addAgreedTerms, describeAgreedDifference, findAgreedDifferences } from './agreed-terms.ts';
import { booksOfApp } from './books-of-app.ts';
import type { Contract } from './contract.ts';
import { parseContractText } from './contract-file.ts';
import type { PriceBook } from './price-book.ts';
import { parsePriceBook } from './price-book-file.ts';

const plan = (sku: string) =>
  `  - { sku: ${sku}, title: { en: P, zh: P }, price: "999", source: s }`;

function book(from: string, charge: string, plans = ['pro']): PriceBook {
  return parsePriceBook(
    `list: l
from: ${from}
currency: CNY
rounding: { amounts: half_up, to: "0.01" }
source: s
plans:
${plans.map(plan).join('\n')}
charges:
  - sku: dau
    title: { en: DAU, zh: DAU }
    metric: dau
    priced_by: month
    source: page of ${from}
${charge.replaceAll(/^/gm, '    ')}
`,
    'b.yaml',
  );
}

function contract(charge: string, head = 'from: 2020-01-01'): Contract {
  return parseContractText(
    `contract: L\ncustomer: x\n${head}\nsource: paper\ncharges: [{ sku: dau, ${charge} }]\n`,
    'c.yaml',
  ).contract;
}

/** The charge of the last book, with the contract in it. */
function chargeLater(before: PriceBook, after: PriceBook, agreed: Contract) {
  const books = [before, after];
  const whole = booksOfApp(books, addAgreedTerms([agreed], books)).at(-1)!;
  const { sku: _, title: _title, metric: _metric, contract: _by, ...rest } = whole.charges[0]!;
  return rest;
}

const before = book(
  '2019-01-01',
  'month: { of: highest }\nrequires: [pro]\nincluded: { pro: "100000" }\nblock: "100000"\nprice: "10000"',
);
const after = book(
  '2021-01-01',
  'month: { of: sum }\nrequires: [pro, max]\nincluded: { pro: "10000", max: "20000" }\nblock: "10000"\nblocks: full\nprice: "1000"\nminimum: "500"\ndiscount: "5"\nmultiplier: roaming_months',
  ['pro', 'max'],
);

describe('addAgreedTerms', () => {
  it('keeps all that a price pays for; plans that came later have the list’s terms', () => {
    expect(chargeLater(before, after, contract('price: "8000"'))).toEqual({
      unit: 'users',
      priced_by: 'month',
      model: 'per_block',
      source: 'paper',
      month: { of: 'highest' },
      block: '100000',
      blocks: 'started',
      price: '8000',
      requires: ['pro', 'max'],
      included: { pro: '100000', max: '20000' },
    });
  });

  it('gives way to what the contract states itself', () => {
    const stated = contract('price: "800", block: "10000", included: { pro: "10000" }');
    expect(chargeLater(before, after, stated)).toMatchObject({
      price: '800',
      block: '10000',
      blocks: 'started',
      included: { pro: '10000', max: '20000' },
    });
  });

  it('follows the list where the contract gives no price', () => {
    const free = contract('included: { pro: "300000" }');
    expect(chargeLater(before, after, free)).toMatchObject({
      price: '1000',
      block: '10000',
      month: { of: 'sum' },
      minimum: '500',
      included: { pro: '300000', max: '20000' },
    });
  });

  it.each([
    ['per unit', 'model: per_unit\nprice: "0.1"', { model: 'per_unit' }],
    ['flat', 'model: flat\nprice: "70"', { model: 'flat' }],
    ['by tiers', 'tiers: [{ price: "3" }]\nmodel: graduated', { model: 'graduated' }],
  ])('keeps a model: %s', (_, charge, model) => {
    const was = book('2019-01-01', `month: { of: highest }\n${charge}`);
    const is = book('2021-01-01', 'month: { of: highest }\nblock: "100"\nprice: "9"');
    const price = model.model === 'graduated' ? 'tiers: [{ price: "2" }]' : 'price: "8"';
    const later = chargeLater(was, is, contract(price));
    expect(later).toMatchObject(model);
    expect(later).not.toHaveProperty('block');
  });

  it('takes the first book of the contract’s days that has the charge', () => {
    const books = [before, after];
    const [late] = addAgreedTerms([contract('price: "1"', 'from: 2021-01-01')], books);
    const [early] = addAgreedTerms([contract('price: "1"', 'from: 2018-01-01')], books);
    expect(late?.agreed?.[0]?.entry).toMatchObject({ block: '10000' });
    expect(early?.agreed?.[0]?.entry).toMatchObject({ block: '100000' });
    expect(late?.agreed?.[0]?.plans).toEqual(['pro', 'max']);
  });

  it('keeps the price of a plan that came later what it pays for', () => {
    const withPlan = book(
      '2021-01-01',
      'month: { of: highest }\nblock: "10000"\nprice: "1000"\nby_plan: { max: { price: "900" } }',
      ['pro', 'max'],
    );
    const { price, block, by_plan } = chargeLater(before, withPlan, contract('price: "8000"'));
    expect([price, block, by_plan?.['max']]).toEqual([
      '8000',
      '100000',
      { blocks: 'started', price: '900', block: '10000' },
    ]);
  });

  it('keeps the terms of a plan for which alone a price was agreed', () => {
    const plans = ['pro', 'max'];
    const was = book('2019-01-01', 'month: { of: highest }\nblock: "100"\nprice: "10"', plans);
    const is = book('2021-01-01', 'month: { of: highest }\nblock: "10"\nprice: "1"', plans);
    const { price, block, by_plan } = chargeLater(
      was,
      is,
      contract('by_plan: { max: { price: "8" } }'),
    );
    expect([price, block]).toEqual(['1', '10']);
    expect(by_plan?.['max']).toMatchObject({ price: '8', block: '100' });
  });

  it('keeps the discounts and the validity of a plan’s price', () => {
    const item = (more: string) =>
      parsePriceBook(
        `list: l\nfrom: 20${more === '' ? 19 : 21}-01-01\ncurrency: CNY\nrounding: { amounts: half_up, to: "0.01" }\nsource: s\nplans:\n  - { sku: pro, title: { en: P, zh: P }, price: "999", source: s${more} }\n`,
        'b.yaml',
      );
    const books = [
      item(''),
      item(', validity: forever, discounts: [{ from_months: 6, percent: "10" }]'),
    ];
    const agreed = parseContractText(
      'contract: L\ncustomer: x\nfrom: 2020-01-01\nsource: paper\nplans: [{ sku: pro, price: "899" }]\n',
      'c.yaml',
    ).contract;
    const [pro] = booksOfApp(books, addAgreedTerms([agreed], books)).at(-1)!.items;
    expect([pro?.price, pro?.validity, pro?.discounts]).toEqual(['899', undefined, undefined]);
  });
});

describe('findAgreedDifferences', () => {
  it('names what the list has otherwise now, and nothing that the contract states', () => {
    const agreed = addAgreedTerms([contract('price: "8000", block: "100000"')], [before, after]);
    expect(findAgreedDifferences(agreed, before)).toEqual([]);
    expect(
      findAgreedDifferences(agreed, after)
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(['blocks', 'discount', 'included', 'minimum', 'month', 'multiplier'].toSorted());
    const [month] = findAgreedDifferences(agreed, after).filter(({ key }) => key === 'month');
    expect(describeAgreedDifference(month!).en).toBe(
      'contract L uses month {"of":"highest"} for dau, the value of its list on the first day of the contract; the book in force (from 2021-01-01) has {"of":"sum"}. State month in the contract to change or confirm it.',
    );
  });
});
