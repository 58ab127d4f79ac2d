import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import type { PriceBook } from './price-book.ts';
import { builtInPriceBooks, readPriceBooks } from './read-price-books.ts';

const whole = `list: x
from: 2026-01-01
currency: CNY
source: first
default_plan: trial
plans:
  - { sku: trial, title: { en: Trial, zh: 体验版 }, price: "0", validity: forever, source: s }
  - { sku: pro, title: { en: Pro, zh: 专业版 }, price: "999", allows: { accounts: 5, avchatrooms: 50 }, source: s }
charges:
  - sku: dau
    title: { en: DAU, zh: 日活 }
    metric: dau
    month: { of: highest }
    requires: [pro]
    included: { pro: "100" }
    block: "100"
    price: "10"
    minimum: "20"
    priced_by: month
    source: s
rounding: { amounts: half_up, to: "0.01" }
`;
const later = 'list: x\nfrom: 2026-02-01\nbased_on: book_before\nsource: second\n';

async function read(...texts: string[]): Promise<PriceBook[]> {
  const dir = await mkdtemp(join(tmpdir(), 'complete-books-'));
  for (const [index, text] of texts.entries())
    await writeFile(join(dir, `${'abcdef'[index]}.yaml`), text);
  return readPriceBooks([{ dir, label: 'prices' }]);
}

async function refusal(...texts: string[]): Promise<string[]> {
  const error = await read(...texts).catch((reason: unknown) => reason);
  if (!(error instanceof UserError)) throw new Error('not refused', { cause: error });
  expect(error.exitCode).toBe(3);
  return error.message.split('\n');
}

describe('a book of changes', () => {
  it('takes over what it does not state, patches entries, adds and removes others', async () => {
    const [first, second] = await read(
      whole,
      `${later}default_plan: null
removed: [trial]
plans:
  - { sku: pro, allows: { avchatrooms: unlimited } }
packs:
  - { sku: big, title: { en: Big, zh: 大 }, price: "5", source: t }
charges:
  - { sku: dau, title: { en: Users }, included: { pro: "50" }, minimum: null, price: "9", source: t }
`,
    );
    const { sha256: _, ...changed } = second!;
    expect(changed).toEqual({
      list: 'x',
      from: '2026-02-01',
      currency: 'CNY',
      rounding: { amounts: 'half_up', to: '0.01' },
      source: 'second',
      items: [
        { ...first!.items[1], allows: { accounts: 5, avchatrooms: null }, source: 'second' },
        { sku: 'big', kind: 'pack', title: { en: 'Big', zh: '大' }, price: '5', source: 't' },
      ],
      charges: [
        {
          sku: 'dau',
          title: { en: 'Users', zh: '日活' },
          metric: 'dau',
          unit: 'users',
          month: { of: 'highest' },
          requires: ['pro'],
          included: { pro: '50' },
          model: 'per_block',
          block: '100',
          blocks: 'started',
          price: '9',
          priced_by: 'month',
          source: 't',
        },
      ],
    });
  });

  it('is based on a book that is one of changes itself, or of another list', async () => {
    const books = await read(
      whole,
      `${later}plans: [{ sku: pro, price: "899" }]\n`,
      later.replace('02-01', '03-01'),
      'list: y\nfrom: 2025-01-01\nbased_on: { list: x, on: 2026-02-15 }\nsource: third\n',
    );
    expect(
      books.map(({ list, from, items }) => [list, from, items.find((i) => i.sku === 'pro')?.price]),
    ).toEqual([
      ['x', '2026-01-01', '999'],
      ['x', '2026-02-01', '899'],
      ['x', '2026-03-01', '899'],
      ['y', '2025-01-01', '899'],
    ]);
  });

  it('has the hash of the whole book', async () => {
    const [, second] = await read(whole, `${later}plans: [{ sku: pro, price: "899" }]\n`);
    const [, same] = await read(
      whole,
      whole
        .replace('2026-01-01', '2026-02-01')
        .replace('source: first', 'source: second')
        .replace('"999"', '"899"')
        .replace('avchatrooms: 50 }, source: s', 'avchatrooms: 50 }, source: second'),
    );
    expect(second).toEqual(same);
  });

  it('is refused with every problem and its place', async () => {
    expect(
      await refusal(
        whole,
        `${later}currency: USD
removed: [tiral, pro]
plans:
  - { sku: pro, price: "1" }
  - { sku: pro, price: "2" }
`,
      ),
    ).toEqual([
      'prices/a.yaml and prices/b.yaml are books of the price list x in CNY and USD.',
      'Accepted: one currency a list. Give one of them another list.',
      'prices/b.yaml:5:11: currency is "USD"; accepted: CNY, as in the book it is based on',
      'prices/b.yaml:6:11: the book it is based on has no "tiral"; it has: trial, pro, dau',
      'prices/b.yaml:6:18: "pro" is both removed and changed; keep one of them',
      'prices/b.yaml:9:12: "pro" stands in this book already; keep one of the entries',
    ]);
  });

  it('is refused where the whole book would lack or contradict something', async () => {
    expect(
      await refusal(
        whole,
        `${later}removed: [trial]
packs:
  - { sku: big, title: { en: Big, zh: 大 }, requires: [por], source: t }
charges:
  - { sku: dau, priced_by: day }
`,
      ),
    ).toEqual([
      'prices/b.yaml:5:10: the whole book: default_plan: this book has no such plan; accepted: pro',
      'prices/b.yaml:7:5: big: price: missing; accepted: a plain decimal, such as "999" or "0.25"',
      'prices/b.yaml:7:55: big: requires.0: this book has no such plan; did you mean "pro"?',
      'prices/b.yaml:9:28: dau: priced_by: a month of "highest" has one price; accepted: month',
      'prices/b.yaml:9:28: dau: priced_by: with included a month has one price; accepted: month',
      'prices/b.yaml:9:28: dau: priced_by: with block a month has one price; accepted: month',
      'prices/b.yaml:9:28: dau: priced_by: with minimum a month has one price; accepted: month',
    ]);
  });

  it('is refused without a book to be based on, and in a circle', async () => {
    expect(
      await refusal(
        later,
        'list: y\nfrom: 2026-01-01\nbased_on: { list: z, on: 2026-01-01 }\nsource: s\n',
        'list: z\nfrom: 2026-01-01\nbased_on: { list: y, on: 2026-01-01 }\nsource: s\n',
        'list: w\nfrom: 2026-01-01\nbased_on: { list: nowhere, on: 2026-01-01 }\nsource: s\n',
      ),
    ).toEqual([
      'prices/d.yaml:3:11: the list nowhere has no book in force on 2026-01-01',
      'prices/a.yaml:3:11: the list x has no book before 2026-02-01; give the whole book, without based_on',
      'prices/c.yaml:3:11: the book is based on itself; base it on another one',
      'prices/b.yaml:3:11: the book is based on itself; base it on another one',
    ]);
  });

  it('is refused with misspelt keys and numbers for money', async () => {
    expect(
      await refusal(whole, `${later}plans:\n  - { sku: pro, pirce: 1, price: 899 }\n`),
    ).toEqual([
      'prices/b.yaml:6:17: "pirce" is not a setting; did you mean "price"?',
      expect.stringContaining('prices/b.yaml:6:34: plans[0].price is the number 899; write "899"'),
    ]);
  });
});

describe('the built-in list tencent-im', () => {
  it('has the published states up to the page, each with what changed', async () => {
    const books = (await readPriceBooks([builtInPriceBooks()])).filter(
      ({ list, from }) => list === 'tencent-im' && from <= '2018-12-27',
    );
    const shown = books.map(({ from, items, charges, default_plan }) => [
      from,
      items.filter(({ kind }) => kind === 'plan').map(({ sku, price }) => `${sku} ${price}`),
      default_plan,
      ...charges.map(({ month, multiplier, price, minimum }) =>
        [month?.of, multiplier, price, minimum].filter((part) => part !== undefined).join(' '),
      ),
    ]);
    const quarters = 'highest roaming_quarters';
    const months = 'highest roaming_months';
    const first = ['highest 10000', 'highest 50', `${quarters} 1000`, 'last 600 2000'];
    const settings = ['600 2000', '', '600 2000', '2000'];
    expect(shown).toEqual([
      ['2018-09-14', ['starter 0.99', 'pro 999'], undefined, ...first, ...settings],
      ['2018-09-17', ['starter 1', 'pro 999'], undefined, ...first, ...settings],
      ['2018-10-24', ['starter 1', 'pro 999'], undefined, ...first, ...settings],
      [
        '2018-12-03',
        ['starter 1', 'pro 999'],
        undefined,
        'highest 10000',
        'sum 2',
        `${quarters} 1000`,
        'last 600 2000',
        ...settings,
      ],
      [
        '2018-12-04',
        ['starter 1', 'pro 999'],
        undefined,
        'highest 10000',
        'sum 2',
        `${quarters} 1000`,
        'last 600 2000',
        '2000',
      ],
      [
        '2018-12-14',
        ['pro 999', 'trial 0'],
        'trial',
        'highest 10000',
        'sum 2',
        `${quarters} 500`,
        'last 600 2000',
      ],
      [
        '2018-12-17',
        ['pro 999', 'trial 0'],
        'trial',
        'highest 10000',
        'sum 2',
        `${months} 500`,
        'last 600 2000',
      ],
      [
        '2018-12-18',
        ['pro 999', 'trial 0'],
        'trial',
        'highest 10000',
        'sum 2',
        `${months} 500`,
        'last 600',
      ],
      [
        '2018-12-19',
        ['pro 999', 'trial 0'],
        'trial',
        'highest 10000',
        'sum 2',
        `${months} 500`,
        'last 600',
      ],
      [
        '2018-12-27',
        ['trial 0', 'pro 999'],
        'trial',
        'highest 10000',
        'sum 2',
        `${months} 500`,
        'last 1000',
      ],
    ]);
  });

  it('names the number of AV chat rooms from 2018-10-24 to 2018-12-13, and from 2018-12-19 on', async () => {
    const books = (await readPriceBooks([builtInPriceBooks()])).filter(
      ({ list }) => list === 'tencent-im',
    );
    const rooms = books.map(({ from, items }) => [
      from,
      ...['starter', 'trial', 'pro'].map(
        (sku) => items.find((item) => item.sku === sku)?.allows?.['avchatrooms'],
      ),
    ]);
    expect(rooms).toEqual([
      ['2018-09-14', undefined, undefined, undefined],
      ['2018-09-17', undefined, undefined, undefined],
      ['2018-10-24', 10, undefined, 50],
      ['2018-12-03', 10, undefined, 50],
      ['2018-12-04', 10, undefined, 50],
      ['2018-12-14', undefined, undefined, undefined],
      ['2018-12-17', undefined, undefined, undefined],
      ['2018-12-18', undefined, undefined, undefined],
      ['2018-12-19', undefined, 10, 50],
      ['2018-12-27', undefined, 10, 50],
    ]);
  });
});
