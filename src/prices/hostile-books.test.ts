import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { quotedText } from '../base/visible-characters.ts';
import { allUnits } from '../metrics/catalogue.ts';
import { rateMonth } from '../rating/rate-month.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import type { PriceBook } from './price-book.ts';
import { parsePriceBook } from './price-book-file.ts';
import { readPriceBooks } from './read-price-books.ts';

const good = `list: x
from: 2026-01-01
currency: CNY
rounding: { amounts: half_up, to: "0.01" }
source: s
plans:
  - { sku: pro, title: { en: Pro, zh: 专业版 }, price: "999", source: s }
charges:
  - sku: dau
    title: { en: DAU, zh: 日活 }
    metric: dau
    month: { of: highest }
    requires: [pro]
    included: { pro: "100000" }
    block: "100000"
    price: "10000"
    priced_by: month
    source: s
`;

/** The good book with one text in place of another. */
function instead(text: string, other: string): string {
  if (!good.includes(text)) throw new Error(`The book has no ${text}`);
  return good.replace(text, other);
}

async function booksOf(text: string | Buffer): Promise<PriceBook[]> {
  const dir = await tempFolder();
  await writeFile(join(dir, 'b.yaml'), text);
  return readPriceBooks([{ dir, label: 'prices' }]);
}

async function refusalOf(text: string | Buffer): Promise<string[]> {
  const error: unknown = await booksOf(text).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(3);
  return (error as UserError).message.split('\n');
}

describe('readPriceBooks of keys and texts that no book may have', () => {
  it.each([
    ['included: { pro: "100000" }', 'included: { __proto__: "5" }', '14:17: "__proto__" is not a'],
    [
      '    priced_by',
      '    by_plan: { __proto__: {} }\n    priced_by',
      '17:16: "__proto__" is not a',
    ],
    ['en: DAU', 'en: "\\ud800"', '10:18: the text holds U+D800; leave it out'],
    ['en: DAU', 'en: "D\\0AU"', '10:18: the text holds U+0000; leave it out'],
    ['en: DAU', 'en: D\u0007AU', '10:18: the text holds U+0007; leave it out'],
    ['en: DAU', 'en: "\\x1b[2J"', '10:18: the text holds U+001B; leave it out'],
    ['en: DAU', 'en: "D\\u0085AU"', '10:18: the text holds U+0085; leave it out'],
  ])('refuses %j as %j', async (text, other, problem) => {
    const [first, ...more] = await refusalOf(instead(text, other));
    expect(first).toContain(`prices/b.yaml:${problem}`);
    expect(more).toEqual([]);
  });

  it('says so beside everything else, each once', async () => {
    const text = instead('included: { pro: "100000" }', 'included: { __proto__: "5", por: "1e5" }')
      .replace('from: 2026-01-01', 'from: 2019-02-29')
      .replace('source: s\nplans', 'source: s\ncurrency: USD\nplans')
      .replace('price: "999"', 'price: "999", rank: 9007199254740993');
    expect(await refusalOf(text)).toEqual([
      'prices/b.yaml:2:7: from is "2019-02-29"; accepted: a day, such as 2018-12-27',
      'prices/b.yaml:6:1: "currency" is given twice; keep one of them',
      'prices/b.yaml:8:66: plans[0].rank is 9007199254740993; accepted: a whole number from 1 to 1000',
      'prices/b.yaml:8:66: plans[0].rank is 9007199254740993; only a member of a family has a rank; name the family',
      'prices/b.yaml:15:17: "__proto__" is not a setting',
      'prices/b.yaml:15:38: charges[0].included.por is "1e5"; accepted: a plain decimal, such as "100000"',
      'prices/b.yaml:15:38: charges[0].included.por is "1e5"; this book has no such plan; did you mean "pro"?',
    ]);
    expect(({} as Record<string, unknown>)['por']).toBeUndefined();
  });

  it('shows the beginning of a value that is too long to be read', async () => {
    const [problem] = await refusalOf(instead('"10000"', `"${'9'.repeat(100_000)}"`));
    expect(problem).toBe(
      `prices/b.yaml:16:12: charges[0].price is "${'9'.repeat(119)}… (100002 characters); accepted: a plain decimal, such as "999" or "0.25"`,
    );
  });

  it.each([
    ['lists', `${'['.repeat(9000)}${']'.repeat(9000)}`],
    ['mappings', `${'{ a: '.repeat(9000)}1${' }'.repeat(9000)}`],
    ['lists in lines', `\n ${'- '.repeat(9000)}x`],
    ['lists without an end', '['.repeat(9000)],
  ])('refuses %s in one another without end, in one line', async (_, value) => {
    const problems = await refusalOf(`${good}unpriced: ${value}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^prices\/b\.yaml:\d+:\d+: lists and mappings are nested too deeply$/,
    );
  });

  it('refuses a book in which a value holds itself, and aliases that would expand without end', async () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++)
      bomb.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    expect(await refusalOf(`${bomb.join('\n')}\n${good}`)).toEqual([
      'prices/b.yaml:2:10: too many aliases; accepted: at most 100 after expansion',
    ]);
    expect((await refusalOf(`${good}unpriced: &a [*a]\n`))[0]).toContain(
      'prices/b.yaml:19:14: unpriced[0] is a list; accepted: dau,',
    );
  });

  it('prices a plan named constructor like any other', async () => {
    const text = good
      .replaceAll('sku: pro,', 'sku: constructor,')
      .replace('[pro]', '[constructor]')
      .replace('{ pro: "100000" }', '{ constructor: "100000" }')
      .replace('price: "999"', 'price: "999", price_by_plan: {}')
      .replace('    priced_by', '    by_plan: {}\n    priced_by');
    const bought = { orderId: 'o', appId: 'a', boughtOn: '2026-09-01', months: 1 };
    const { lines } = rateMonth({
      month: '2026-09',
      appIds: ['a'],
      units: allUnits(),
      monthlyUsers: new Map(),
      roaming: [],
      books: await booksOf(text),
      purchases: [{ ...bought, sku: 'constructor', kind: 'purchase' }],
      usage: [
        {
          appId: 'a',
          metric: 'dau',
          usageDate: '2026-09-18',
          numerator: '150000',
          denominator: '1',
        },
      ],
    });
    expect(lines.map(({ sku, amount }) => [sku, amount])).toEqual([
      ['constructor', '999.00'],
      ['dau', '10000.00'],
    ]);
  });
});

describe('readPriceBooks of numbers, days and names that only look right', () => {
  it.each([
    '1e5',
    '-1',
    '+1',
    '１００',
    '100\u00A0',
    ' 100',
    '0x10',
    '1,000',
    '1_000',
    '١٠',
    '.5',
    '5.',
    '007',
    '',
    'NaN',
    'Infinity',
    '9'.repeat(31),
    `0.${'0'.repeat(20)}1`,
    '100\n',
  ])('refuses the price %j', async (price) => {
    const [problem] = await refusalOf(instead('"10000"', JSON.stringify(price)));
    expect(problem).toBe(
      `prices/b.yaml:16:12: charges[0].price is ${quotedText(price)}; accepted: a plain decimal, such as "999" or "0.25"`,
    );
  });

  it.each([
    ['10000', '10000'],
    ['10000.00', '10000.00'],
    ['1e5', '100000'],
    ['0x10', '16'],
    ['0o17', '15'],
  ])('refuses the price %s without quotes', async (price, quoted) => {
    expect(await refusalOf(instead('"10000"', price))).toEqual([
      `prices/b.yaml:16:12: charges[0].price is the number ${price}; write "${quoted}", in quotes: a YAML number loses its digits (10000.00 becomes 10000, 007 becomes 7)`,
    ]);
  });

  it.each([
    [
      '"10000"',
      '-1',
      '16:12: charges[0].price is -1; accepted: a plain decimal, such as "999" or "0.25"',
    ],
    ['2026-01-01', '20260101', '2:7: from is 20260101; accepted: a day, such as 2018-12-27'],
    ['CNY', '156', '3:11: currency is 156; accepted: an ISO 4217 code, such as CNY'],
    ['en: DAU', 'en: " "', '10:18: charges[0].title.en is " "; accepted: text, not empty'],
    ['source: s\nplans', 'source: "\\t"\nplans', '5:9: source is "\\t"; accepted: text, not empty'],
    ['"999"', '"999", rank: 1e2, family: p', '7:66: the number is 1e2; accepted: plain digits'],
    ['"999"', '"999", rank: 0x4, family: p', '7:66: the number is 0x4; accepted: plain digits'],
    ['"999"', '"999", rank: 010, family: p', '7:66: the number is 010; accepted: plain digits'],
    ['"999"', '"999", allows: { groups: 1.0 }', '7:78: the number is 1.0; accepted: plain digits'],
  ])('refuses %j as %j, with the accepted form', async (text, other, problem) => {
    expect(await refusalOf(instead(text, other))).toEqual([`prices/b.yaml:${problem}`]);
  });

  it.each([
    ['price: "10000"', 'price: .inf', '16:12: charges[0].price is .inf; accepted: a plain'],
    ['price: "10000"', 'price: true', '16:12: charges[0].price is true; accepted: a plain'],
    ['block: "100000"', 'block: "0.00"', '15:12: charges[0].block is "0.00"; accepted: a plain'],
    ['half_up', 'bankers', '4:22: rounding.amounts is "bankers"; accepted: half_up, half_even, up'],
    ['"0.01"', '"0.001"', '4:35: rounding.to is "0.001"; accepted: "0.01", "0.1" or "1"'],
    ['"0.01"', '0.01', '4:35: rounding.to is 0.01; accepted: "0.01", "0.1" or "1", in quotes'],
    ['2026-01-01', '2019-02-29', '2:7: from is "2019-02-29"; accepted: a day'],
    ['2026-01-01', '0000-01-01', '2:7: from is "0000-01-01"; accepted: a day'],
    ['2026-01-01', '２０２６-01-01', '2:7: from is "２０２６-01-01"; accepted: a day'],
    ['2026-01-01', '2026-1-1', '2:7: from is "2026-1-1"; accepted: a day'],
    ['2026-01-01', '2026-01-01T00:00:00Z', '2:7: from is "2026-01-01T00:00:00Z"; accepted: a day'],
    ['CNY', 'ＣＮＹ', '3:11: currency is "ＣＮＹ"; accepted: an ISO 4217 code'],
    ['sku: dau', 'sku: dаu', '9:10: charges[0].sku is "dаu"; accepted: lower-case letters'],
    ['sku: dau', 'sku: d\u202Eau', '9:10: charges[0].sku is "d\\u202eau"; accepted: lower-case'],
    ['price: "10000"', 'price\u00A0: "10000"', '9:5: charges[0].price is missing; a charge'],
    ['"10000"', '!!binary "MTA="', '16:21: charges[0].price is "MTA="; accepted: a plain'],
    ['"10000"', '!!js/function "x"', '16:12: not valid YAML: Unresolved tag'],
    ['{ of: highest }', '{ of: highest_from_day, day: 29 }', '12:41: charges[0].month.day is 29'],
    ['metric: dau', '<<: { metric: dau }', '9:5: charges[0].metric is missing'],
  ])('refuses %j as %j', async (text, other, problem) => {
    const [first] = await refusalOf(instead(text, other));
    expect(first).toContain(`prices/b.yaml:${problem}`);
  });

  it.each([
    '',
    ' ',
    '# a\n',
    'a',
    '1',
    'null',
    '- a',
    '\t',
    '&a',
    '*a',
    '@',
    '\u007FELF\0',
    '\uFEFF',
  ])('refuses a file that holds %j', async (text) => {
    expect((await refusalOf(text))[0]).toMatch(/^prices\/b\.yaml:1:[12]: /);
  });

  it('refuses any damage to a book by a UserError with a place, or reads a book', () => {
    const characters = fc.constantFrom(
      '"',
      "'",
      ':',
      '{',
      '}',
      '[',
      ']',
      '-',
      '\n',
      '\t',
      '\0',
      '&a ',
      '*a',
      '!',
      '|',
      '>',
      '%',
      '１',
      '\u00A0',
      '\uFEFF',
      '\u2028',
      '1e5',
      '__proto__',
      'constructor',
      '<<',
      '---\n',
      '#',
    );
    const damage = fc.record({
      at: fc.nat(good.length),
      cut: fc.nat(12),
      text: fc.array(characters, { maxLength: 3 }).map((parts) => parts.join('')),
    });
    const damaged = fc
      .array(damage, { minLength: 1, maxLength: 3 })
      .map((all) =>
        all.reduce(
          (text, { at, cut, text: other }) => text.slice(0, at) + other + text.slice(at + cut),
          good,
        ),
      );
    fc.assert(
      fc.property(damaged, (text) => {
        try {
          parsePriceBook(text, 'prices/b.yaml');
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect((error as UserError).message).toMatch(/^prices\/b\.yaml:\d+:\d+: \S/);
        }
      }),
      { numRuns: 500 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
