import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { parsePriceBook } from './price-book-file.ts';

/** A book with one charge, which stands from line 8 on. */
function book(charge: string): string {
  return `list: x
from: 2026-01-01
currency: CNY
source: s
rounding: { amounts: half_even, to: "0.1" }
plans: [{ sku: pro, title: { en: P, zh: P }, price: "1", source: s }]
charges:
  - sku: c
    title: { en: C, zh: C }
    priced_by: month
    source: s
${charge.replaceAll(/^/gm, '    ')}
`;
}

function chargeOf(text: string) {
  const { charges } = parsePriceBook(book(text), 'b.yaml');
  const { sku: _sku, title: _title, priced_by: _by, source: _source, ...charge } = charges[0]!;
  return charge;
}

function refusalOf(text: string): string[] {
  try {
    parsePriceBook(book(text), 'b.yaml');
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
  }
  throw new Error('was accepted');
}

const dau = 'metric: dau\nmonth: { of: highest }\n';

describe('a charge', () => {
  it.each([
    ['price: "2"', { model: 'per_unit', price: '2' }],
    ['block: "10"\nprice: "2"', { model: 'per_block', block: '10', blocks: 'started', price: '2' }],
    [
      'model: per_block\nblock: "10"\nblocks: full\nprice: "2"',
      { model: 'per_block', block: '10', blocks: 'full', price: '2' },
    ],
    ['model: flat\nprice: "2"', { model: 'flat', price: '2' }],
    [
      'model: graduated\ntiers: [{ up_to: "10", price: "3" }, { above: "10.0", price: "2", flat: "5" }]',
      {
        model: 'graduated',
        tiers: [
          { up_to: '10', price: '3' },
          { price: '2', flat: '5' },
        ],
      },
    ],
    [
      'model: volume\nblock: "5"\ntiers: [{ up_to: "10", price: "3" }, { price: "2" }]',
      {
        model: 'volume',
        block: '5',
        blocks: 'started',
        tiers: [{ up_to: '10', price: '3' }, { price: '2' }],
      },
    ],
    [
      'price: "2"\nblock: "10"\nby_plan: { pro: { block: "20", minimum: "7" } }',
      {
        model: 'per_block',
        block: '10',
        blocks: 'started',
        price: '2',
        by_plan: { pro: { block: '20', blocks: 'started', minimum: '7' } },
      },
    ],
    [
      'price: "2"\nblock: "10"\nby_plan: { pro: { block: null } }',
      {
        model: 'per_block',
        block: '10',
        blocks: 'started',
        price: '2',
        by_plan: { pro: { block: null, blocks: null, model: 'per_unit' } },
      },
    ],
  ])('%j', (text, expected) => {
    expect(chargeOf(dau + text)).toEqual({
      metric: 'dau',
      unit: 'users',
      month: { of: 'highest' },
      ...expected,
    });
  });

  it('of a setting has neither metric nor month; a plan changes single steps', () => {
    const text =
      'model: by_setting\nsetting: history_days\nprices: { "30": "500", "90": "1000" }\nby_plan: { pro: { prices: { "30": "0" } } }';
    expect(chargeOf(text)).toEqual({
      unit: '',
      model: 'by_setting',
      setting: 'history_days',
      prices: { 30: '500', 90: '1000' },
      by_plan: { pro: { prices: { 30: '0', 90: '1000' } } },
    });
  });

  it.each([
    ['model: flat', 'b.yaml:8:5: charges[0].price is missing; a charge with model: flat needs it'],
    [
      'model: graduated\nprice: "2"\ntiers: [{ price: "1" }]',
      'b.yaml:15:12: charges[0].price is "2"; not used with model: graduated; leave it out',
    ],
    [
      'price: "1"\nblocks: full',
      'b.yaml:15:13: charges[0].blocks is "full"; not used with model: per_unit; leave it out',
    ],
    [
      'model: stairs\ntiers: [{ up_to: "5", price: "1" }, { above: "6", price: "2" }]',
      'b.yaml:15:50: charges[0].tiers[1].above is "6"; the tier before it ends at "5"; accepted: the same value, without a gap or an overlap',
    ],
    [
      'model: stairs\ntiers: [{ up_to: "5", price: "1" }, { up_to: "5", price: "2" }, { price: "3" }]',
      'b.yaml:15:50: charges[0].tiers[1].up_to is "5"; the tier begins at "5"; accepted: more than that',
    ],
    [
      'model: stairs\ntiers: [{ up_to: "5", price: "1" }]',
      'b.yaml:15:13: charges[0].tiers[0] is a mapping; the last tier has no end; leave out up_to',
    ],
    [
      'model: stairs\ntiers: [{ price: "1" }, { price: "2" }]',
      'b.yaml:15:29: charges[0].tiers[1] is a mapping; the tier before it has no end; give it up_to',
    ],
    [
      'model: stairs\ntiers: [{ price: "1", flat: "2" }]',
      'b.yaml:15:33: charges[0].tiers[0].flat is "2"; the price of a stair is the whole amount; leave it out',
    ],
    [
      'model: volume\nblock: "10"\ntiers: [{ up_to: "15", price: "1" }, { price: "2" }]',
      'b.yaml:16:22: charges[0].tiers[0].up_to is "15"; blocks are of 10; accepted: a multiple of that',
    ],
    [
      'price: "1"\nminimum: "5"\nmaximum: "4"',
      'b.yaml:16:14: charges[0].maximum is "4"; the minimum is "5"; accepted: no less than that',
    ],
    [
      'price: "1"\ndiscount: "100.5"',
      'b.yaml:15:15: charges[0].discount is "100.5"; accepted: a plain decimal above 0 and up to 100, such as "95"',
    ],
    [
      'price: "1"\nby_plan: { por: { price: "2" } }',
      'b.yaml:15:21: charges[0].by_plan.por is a mapping; this book has no such plan; did you mean "pro"?',
    ],
    [
      'price: "1"\nby_plan: { pro: { model: flat, price: null } }',
      'b.yaml:15:43: charges[0].by_plan.pro.price is empty; a charge with model: flat needs it',
    ],
    [
      'price: "1"\nby_plan: { pro: { tiers: [{ price: "2" }] } }',
      'b.yaml:15:30: charges[0].by_plan.pro.tiers is a list; not used with model: per_unit; leave it out',
    ],
  ])('is refused: %j', (text, problem) => {
    expect(refusalOf(dau + text)).toEqual([problem]);
  });

  it.each([
    [
      'metric: dau\nmonth: { of: distinct }\nprice: "1"',
      'b.yaml:13:18: charges[0].month.of is "distinct"; dau is measured by the day; accepted with mau only',
    ],
    [
      'metric: mau\nmonth: { of: highest }\nprice: "1"',
      'b.yaml:13:18: charges[0].month.of is "highest"; mau is measured over the whole month; accepted: distinct',
    ],
    [
      'metric: dau\nmonth: { of: percentile, percent: "0" }\nprice: "1"',
      'b.yaml:13:39: charges[0].month.percent is "0"; accepted: a plain decimal above 0 and up to 100, such as "95"',
    ],
    [
      'metric: dau\nmodel: by_setting\nsetting: history_days\nprices: { "30": "1" }',
      'b.yaml:12:13: charges[0].metric is "dau"; not used where a setting decides; leave it out',
    ],
    [
      'price: "1"\nmetric: dau',
      'b.yaml:8:5: charges[0].month is missing; a charge with model: per_unit needs it',
    ],
  ])('is refused: %j', (text, problem) => {
    expect(refusalOf(text)).toEqual([problem]);
  });
});

describe('rounding', () => {
  it.each([
    [
      'half_even',
      'half-even',
      'b.yaml:5:22: rounding.amounts is "half-even"; did you mean "half_even"? Accepted: half_up, half_even, up or down',
    ],
    [
      '"0.1"',
      '"0.05"',
      'b.yaml:5:37: rounding.to is "0.05"; accepted: "0.01", "0.1" or "1", in quotes',
    ],
    ['"0.1"', '0.1', 'b.yaml:5:37: rounding.to is 0.1; accepted: "0.01", "0.1" or "1", in quotes'],
  ])('%s is not %s', (from, to, problem) => {
    const text = book(`${dau}price: "1"`).replace(from, to);
    expect(() => parsePriceBook(text, 'b.yaml')).toThrow(new UserError(problem));
  });
});
