import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { parsePriceBook } from './price-book-file.ts';

const book = (pro: string, pack: string) => `list: x
from: 2026-01-01
currency: CNY
source: s
rounding: { amounts: half_up, to: "0.01" }
plans:
  - { sku: pro, title: { en: P, zh: P }, price: "1", source: s${pro} }
packs:
  - { sku: big, title: { en: B, zh: B }, price: "2", source: s${pack} }
`;

describe('items', () => {
  it('may have ranks in families, prices by plan and discounts', () => {
    const { items } = parsePriceBook(
      book(
        ', family: plans, rank: 1',
        ', price_by_plan: { pro: "1.5" }, discounts: [{ from_months: 12, percent: "15" }]',
      ),
      'b.yaml',
    );
    expect(items).toMatchObject([
      { sku: 'pro', family: 'plans', rank: 1 },
      {
        sku: 'big',
        price_by_plan: { pro: '1.5' },
        discounts: [{ from_months: 12, percent: '15' }],
      },
    ]);
  });

  it.each([
    [
      ', family: plans',
      '',
      'b.yaml:7:73: plans[0].family is "plans"; a member of a family has a rank; add it',
    ],
    [
      ', rank: 1',
      '',
      'b.yaml:7:71: plans[0].rank is 1; only a member of a family has a rank; name the family',
    ],
    [
      ', family: f, rank: 1',
      ', family: f, rank: 1',
      'b.yaml:9:82: packs[0].rank is 1; another member of the family f has this rank already',
    ],
    [
      '',
      ', price_by_plan: { por: "1" }',
      'b.yaml:9:87: packs[0].price_by_plan.por is "1"; this book has no such plan; did you mean "pro"?',
    ],
    [
      '',
      ', discounts: [{ from_months: 3, percent: "5" }, { from_months: 3, percent: "6" }]',
      'b.yaml:9:126: packs[0].discounts[1].from_months is 3; another discount begins there already',
    ],
    [
      '',
      ', discounts: [{ from_months: 0, percent: "5" }]',
      'b.yaml:9:92: packs[0].discounts[0].from_months is 0; accepted: a whole number from 1 to 1200',
    ],
  ])('%s%s is refused', (pro, pack, problem) => {
    expect(() => parsePriceBook(book(pro, pack), 'b.yaml')).toThrow(new UserError(problem));
  });
});
