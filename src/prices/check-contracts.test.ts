import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { checkContracts } from './check-contracts.ts';
import { parseContractText } from './contract-file.ts';
import { builtInPriceBooks, readPriceBooks } from './read-price-books.ts';

const books = await readPriceBooks([builtInPriceBooks()]);
const customers = [
  { customerId: 'lantern', priceList: 'tencent-im', apps: [{ appId: '007' }] },
  { customerId: 'polaris', priceList: 'tencent-im-2019', apps: [{ appId: '8' }, { appId: '9' }] },
];

function contract(name: string, head: string, entries: string): string {
  return `contract: ${name}\n${head}\nsource: C\n${entries}\n`;
}

/** Of contracts in the files a.yaml, b.yaml, …. */
function problemsOf(...texts: string[]): string[] {
  const files = texts.map((text, index) =>
    parseContractText(text, `prices/${'abcdef'[index]}.yaml`),
  );
  return checkContracts(files, books, customers).flatMap((problem) => problem.split('\n'));
}

function refusalOf(text: string): string[] {
  try {
    parseContractText(text, 'prices/a.yaml');
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
  }
  throw new Error('was accepted');
}

const ofLantern = 'customer: lantern\nfrom: 2026-01-01';
const pro = 'plans: [{ sku: pro, price: "899" }]';

describe('the form of a contract', () => {
  it('is a name, whose it is, days, a source, and entries', () => {
    const { contract: read } = parseContractText(contract('L', ofLantern, pro), 'a.yaml');
    expect(read).toEqual({
      contract: 'L',
      customer: 'lantern',
      from: '2026-01-01',
      source: 'C',
      plans: [{ sku: 'pro', price: '899' }],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each([
    [
      contract('L', 'from: 2026-01-01', pro),
      'prices/a.yaml:1:1: customer is missing; accepted: a customer_id, or app with an app_id instead',
    ],
    [
      contract('L', `${ofLantern}\napp: "007"`, pro),
      'prices/a.yaml:4:6: app is "007"; a contract is of a customer or of an app; keep one of the two',
    ],
    [
      contract('L', 'app: 007\nfrom: 2026-01-01', pro),
      'prices/a.yaml:2:6: app is the number 007; write "007", in quotes: a YAML number loses its digits (10000.00 becomes 10000, 007 becomes 7)',
    ],
    [
      contract('L', `${ofLantern}\nuntil: 2025-12-31`, pro),
      'prices/a.yaml:4:8: until is "2025-12-31"; from is "2026-01-01"; accepted: that day or a later one',
    ],
    [
      contract('L', ofLantern, 'plans: [{ sku: pro, price: 899.5 }]'),
      'prices/a.yaml:5:28: plans[0].price is the number 899.5; write "899.5", in quotes: a YAML number loses its digits (10000.00 becomes 10000, 007 becomes 7)',
    ],
    [
      contract('L', ofLantern, 'charges: [{ sku: dau, metric: duu }]'),
      'prices/a.yaml:5:31: charges[0].metric is "duu"; did you mean "dau"? Accepted: dau, mau, bandwidth_domestic_mbps, bandwidth_international_mbps, groups, avchatrooms, accounts, group_members, full_groups, groups_per_user, friends_per_user or nothing',
    ],
    [
      contract('L', ofLantern, 'plans: [{ sku: pro, pirce: "1" }]'),
      'prices/a.yaml:5:21: "pirce" is not a setting; did you mean "price"?',
    ],
    [
      contract('L', ofLantern, ''),
      'prices/a.yaml:1:1: charges is missing; accepted: plans, packs or charges with a price',
    ],
    [
      contract('L', ofLantern, 'plans: [{ sku: pro, price: "1" }, { sku: pro, price: "2" }]'),
      'prices/a.yaml:5:42: plans[1].sku is "pro"; the contract has it already; keep one',
    ],
  ])('is refused otherwise: %j', (text, problem) => {
    expect(refusalOf(text)).toEqual([problem]);
  });
});

describe('checkContracts', () => {
  it('accepts contracts of a customer and of its app, of other days and of other SKUs', () => {
    expect(
      problemsOf(
        contract('A', `${ofLantern}\nuntil: 2026-06-30\ncurrency: CNY`, pro),
        contract('B', 'customer: lantern\nfrom: 2026-07-01', pro),
        contract('C', 'app: "007"\nfrom: 2026-01-01', pro),
        contract('D', ofLantern, 'charges: [{ sku: dau, price: "9000" }]'),
      ),
    ).toEqual([]);
  });

  it('refuses what is nobody’s, in another currency, of no day and of no entry of the list', () => {
    expect(
      problemsOf(
        contract('A', 'customer: lantren\nfrom: 2026-01-01', pro),
        contract('B', 'app: "42"\nfrom: 2026-01-01', pro),
        contract('C', `${ofLantern}\ncurrency: USD`, 'plans: [{ sku: por, price: "1" }]'),
        contract('D', 'customer: lantern\nfrom: 2018-01-01\nuntil: 2018-09-13', pro),
        contract(
          'E',
          'app: "8"\nfrom: 2026-01-01\nuntil: 2026-12-31',
          'packs: [{ sku: pro, price: "1" }, { sku: roaming, price: "1" }]',
        ),
      ),
    ).toEqual([
      'prices/a.yaml:2:11: customer is "lantren"; accounts/customers.csv has no such customer; did you mean "lantern"?',
      'prices/b.yaml:2:6: app is "42"; accounts/customers.csv has no such app',
      'prices/c.yaml:4:11: currency is "USD"; accepted: CNY, as on the price list tencent-im',
      'prices/c.yaml:6:16: sku is "por"; the price list tencent-im has no such SKU in plans from 2026-01-01 on; did you mean "pro"?',
      'prices/d.yaml:3:7: the price list tencent-im has no book from 2018-01-01 to 2018-09-13; accepted: days on which it has one',
      'prices/e.yaml:6:16: sku is "pro"; the price list tencent-im-2019 has no such SKU in packs from 2026-01-01 to 2026-12-31; it is in plans: move it there',
      'prices/e.yaml:6:42: sku is "roaming"; the price list tencent-im-2019 has no such SKU in packs from 2026-01-01 to 2026-12-31; accepted: avchatroom-unlimited, group-members-2000, group-members-6000, groups-per-user-1000, groups-per-user-3000, safety',
    ]);
  });

  it('refuses two prices of one owner for a SKU on a day, and names both files', () => {
    expect(
      problemsOf(
        contract('A', `${ofLantern}\nuntil: 2026-06-30`, pro),
        contract('B', 'customer: lantern\nfrom: 2026-06-30', pro),
        contract('C', 'customer: lantern\nfrom: 2027-01-01', pro),
      ),
    ).toEqual([
      'prices/b.yaml:5:16: the contract A (prices/a.yaml) also prices "pro" from 2026-06-30 to 2026-06-30; accepted: one contract a day',
      'prices/c.yaml:5:16: the contract B (prices/b.yaml) also prices "pro" from 2027-01-01 on; accepted: one contract a day',
    ]);
  });

  it('refuses what leaves a broken charge, once, though several books are changed', () => {
    expect(
      problemsOf(
        contract(
          'A',
          'customer: polaris\nfrom: 2018-12-27',
          `packs: [{ sku: group-members-2000, requires: [por] }]
charges:
  - { sku: dau, block: null, model: per_block }
  - { sku: groups, model: graduated, tiers: [{ up_to: "10", price: "1" }] }`,
        ),
      ),
    ).toEqual([
      expect.stringMatching(
        /^prices\/a\.yaml:5:47: group-members-2000: requires\.0: this book has no such plan; did you mean "pro"\?$/,
      ),
      expect.stringMatching(
        /^prices\/a\.yaml:7:24: dau: block: a charge with model: per_block needs it$/,
      ),
      ...[
        'price: not used with model: graduated; leave it out',
        'tiers.0: the last tier has no end; leave out up_to',
        'tiers.0.up_to: blocks are of 100000; accepted: a multiple of that',
      ].map((message) => expect.stringContaining(`groups: ${message}`)),
    ]);
  });
});
