import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { hashOfBook, parsePriceBook } from './price-book-file.ts';

const small = `list: acme
from: 2026-01-01
currency: CNY
source: contract
default_plan: free
plans:
  - sku: free
    title: { en: Free, zh: 免费 }
    price: "0"
    validity: forever
    allows: { accounts: 100, avchatrooms: unlimited }
    source: page 1
packs:
  - sku: more
    title: { en: More, zh: 更多 }
    price: "1.50"
    requires: [free]
    source: page 2
charges:
  - sku: dau
    title: { en: Users, zh: 日活 }
    metric: dau
    month: { of: highest_from_day, day: 4 }
    requires: [free]
    included: { free: "100" }
    block: "10"
    price: "3"
    priced_by: month
    source: page 3
unpriced: [bandwidth_international_mbps]
rounding: { amounts: half_up, to: "0.01" }
`;

function refusalOf(text: string): string[] {
  try {
    parsePriceBook(text, 'prices/acme.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(3);
    return (error as UserError).message.split('\n');
  }
  throw new Error('was accepted');
}

describe('parsePriceBook', () => {
  it('reads every part of a book', () => {
    const { sha256, ...book } = parsePriceBook(small, 'prices/acme.yaml');
    expect(book).toEqual({
      list: 'acme',
      from: '2026-01-01',
      currency: 'CNY',
      rounding: { amounts: 'half_up', to: '0.01' },
      source: 'contract',
      default_plan: 'free',
      unpriced: ['bandwidth_international_mbps'],
      items: [
        {
          sku: 'free',
          kind: 'plan',
          title: { en: 'Free', zh: '免费' },
          price: '0',
          validity: 'forever',
          allows: { accounts: 100, avchatrooms: null },
          source: 'page 1',
        },
        {
          sku: 'more',
          kind: 'pack',
          title: { en: 'More', zh: '更多' },
          price: '1.50',
          requires: ['free'],
          source: 'page 2',
        },
      ],
      charges: [
        {
          sku: 'dau',
          title: { en: 'Users', zh: '日活' },
          metric: 'dau',
          unit: 'users',
          month: { of: 'highest_from_day', day: 4 },
          requires: ['free'],
          included: { free: '100' },
          model: 'per_block',
          block: '10',
          blocks: 'started',
          price: '3',
          priced_by: 'month',
          source: 'page 3',
        },
      ],
    });
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [
      'price: "1.50"',
      'price: 1.50',
      'prices/acme.yaml:16:12: packs[0].price is the number 1.50; write "1.50", in quotes: a YAML number loses its digits (10000.00 becomes 10000, 007 becomes 7)',
    ],
    [
      'block: "10"',
      'block: 10',
      'prices/acme.yaml:26:12: charges[0].block is the number 10; write "10", in quotes: a YAML number loses its digits (10000.00 becomes 10000, 007 becomes 7)',
    ],
    [
      'price: "1.50"',
      'price: "1,50"',
      'prices/acme.yaml:16:12: packs[0].price is "1,50"; accepted: a plain decimal, such as "999" or "0.25"',
    ],
    [
      'price: "1.50"',
      'price: "-1"',
      'prices/acme.yaml:16:12: packs[0].price is "-1"; accepted: a plain decimal, such as "999" or "0.25"',
    ],
    [
      'block: "10"',
      'block: "0.0"',
      'prices/acme.yaml:26:12: charges[0].block is "0.0"; accepted: a plain decimal above 0, such as "100000"',
    ],
    [
      'from: 2026-01-01',
      'from: 2026-02-30',
      'prices/acme.yaml:2:7: from is "2026-02-30"; accepted: a day, such as 2018-12-27',
    ],
    [
      'currency: CNY',
      'currency: yuan',
      'prices/acme.yaml:3:11: currency is "yuan"; accepted: an ISO 4217 code, such as CNY',
    ],
    [
      'metric: dau',
      'metric: duu',
      'prices/acme.yaml:22:13: charges[0].metric is "duu"; did you mean "dau"? Accepted: dau, mau, bandwidth_domestic_mbps, bandwidth_international_mbps, groups, avchatrooms, accounts, group_members, full_groups, groups_per_user or friends_per_user',
    ],
    [
      'metric: dau',
      'metric: mau',
      'prices/acme.yaml:23:18: charges[0].month.of is "highest_from_day"; mau is measured over the whole month; accepted: distinct',
    ],
    [
      '- sku: dau',
      '- sku: more',
      'prices/acme.yaml:20:10: charges[0].sku is "more"; another entry of this book has this SKU already',
    ],
    [
      'requires: [free]\n    source: page 2',
      'requires: [fre]\n    source: page 2',
      'prices/acme.yaml:17:16: packs[0].requires[0] is "fre"; this book has no such plan; did you mean "free"?',
    ],
    [
      'requires: [free]\n    included',
      'requires: [more]\n    included',
      'prices/acme.yaml:24:16: charges[0].requires[0] is "more"; this book has no such plan; accepted: free',
    ],
    [
      'default_plan: free',
      'default_plan: none',
      'prices/acme.yaml:5:15: default_plan is "none"; this book has no such plan; accepted: free',
    ],
    [
      '{ free: "100" }',
      '{ pro: "100" }',
      'prices/acme.yaml:25:22: charges[0].included.pro is "100"; this book has no such plan; accepted: free',
    ],
    [
      '{ accounts: 100,',
      '{ acounts: 100,',
      'prices/acme.yaml:11:15: "acounts" is not a setting; did you mean "accounts"?',
    ],
    [
      'accounts: 100',
      'accounts: lots',
      'prices/acme.yaml:11:25: plans[0].allows.accounts is "lots"; accepted: unlimited or a whole number of at least 0',
    ],
    [
      '[bandwidth_international_mbps]',
      '[dau]',
      'prices/acme.yaml:30:12: unpriced[0] is "dau"; a charge of this book prices it',
    ],
    [
      'day: 4 }',
      'day: 29 }',
      'prices/acme.yaml:23:41: charges[0].month.day is 29; accepted: a whole number from 1 to 28',
    ],
    [
      '{ of: highest_from_day, day: 4 }',
      '{ of: highest, day: 4 }',
      'prices/acme.yaml:23:27: "day" is not a setting; accepted: of, percent',
    ],
    [
      'title: { en: Users, zh: 日活 }',
      'title: { en: Users }',
      'prices/acme.yaml:21:12: charges[0].title.zh is missing; accepted: text, not empty',
    ],
  ])('refuses %j → %j', (from, to, problem) => {
    expect(small).toContain(from);
    const problems = refusalOf(small.replace(from, to));
    expect(problems).toEqual([problem]);
  });

  it('refuses what a price by the day cannot use', () => {
    expect(refusalOf(small.replace('priced_by: month', 'priced_by: day'))).toEqual([
      'prices/acme.yaml:28:16: charges[0].priced_by is "day"; a month of "highest_from_day" has one price; accepted: month',
      'prices/acme.yaml:28:16: charges[0].priced_by is "day"; with included a month has one price; accepted: month',
      'prices/acme.yaml:28:16: charges[0].priced_by is "day"; with block a month has one price; accepted: month',
    ]);
  });

  it('reports misspelt keys, wrong values and wrong references at once', () => {
    const text = small
      .replace('currency:', 'curency:')
      .replace('price: "3"', 'price: 3')
      .replace('sku: more', 'sku: free');
    expect(refusalOf(text)).toEqual([
      'prices/acme.yaml:1:1: currency is missing; accepted: an ISO 4217 code, such as CNY',
      'prices/acme.yaml:3:1: "curency" is not a setting; did you mean "currency"?',
      'prices/acme.yaml:14:10: packs[0].sku is "free"; another entry of this book has this SKU already',
      'prices/acme.yaml:27:12: charges[0].price is the number 3; write "3", in quotes: a YAML number loses its digits (10000.00 becomes 10000, 007 becomes 7)',
    ]);
  });
});

describe('hashOfBook', () => {
  const { sha256, ...book } = parsePriceBook(small, 'prices/acme.yaml');

  it('is that of the canonical JSON', () => {
    expect(hashOfBook(book)).toBe(sha256);
    expect(hashOfBook({ ...book, sha256: 'anything' })).toBe(sha256);
  });

  it('does not see comments, layout or the order of keys', () => {
    const text = `# ours\n${small.replace('list: acme\n', '').replace('from: 2026-01-01', 'from: "2026-01-01"')}list: acme\n`;
    expect(parsePriceBook(text, 'other.yaml').sha256).toBe(sha256);
  });

  it('sees every change of content', () => {
    for (const change of ['price: "3.0"', 'price: "4"'])
      expect(parsePriceBook(small.replace('price: "3"', change), 'x').sha256).not.toBe(sha256);
  });
});
