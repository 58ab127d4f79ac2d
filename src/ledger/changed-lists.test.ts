import { describe, expect, it } from 'vitest';
import { parseBookText } from '../prices/complete-books.ts';
import type { Customer } from '../workspace/customer.ts';
import type { Settings } from '../workspace/settings.ts';
import { changedLists } from './changed-lists.ts';
import type { LastBilled } from './last-billed.ts';

const billed: LastBilled = {
  customerId: 'acme',
  number: 'INV-2026-000001',
  hadLaterBooks: true,
  isBySplitVersion: true,
};

function customer(customerId: string, priceList: string): Customer {
  return { customerId, name: customerId, priceList, apps: [] };
}

function problems(
  customers: Customer[],
  last: LastBilled[],
  { month = '2026-09', priceList = 'tencent-im', files = [] as string[] } = {},
): string[] {
  const read = files.map((text, index) => parseBookText(text, `prices/${'abc'[index]}.yaml`));
  return changedLists(customers, read, last, month, { priceList } as Settings);
}

const moved =
  'Customer acme is on the price list tencent-im, which now ends with the page of 2018-12-27. Its last invoice, INV-2026-000001, used the later books. They are now the list tencent-im-2019.';
const more = 'Nothing was billed. docs/operate.md, "Upgrades", says more.';

describe('changedLists', () => {
  it('names customers of the list whose last invoice had later books, and the line to write', () => {
    const customers = [customer('acme', 'tencent-im'), customer('new', 'tencent-im')];
    expect(problems(customers, [billed])).toEqual([
      moved,
      'To go on with the later books, write in imbill.yaml: price_list: tencent-im-2019',
      more,
    ]);
    expect(problems(customers, [billed], { priceList: 'mine' })).toEqual([
      moved,
      'To go on with the later books, write in the column price_list of accounts/customers.csv: tencent-im-2019',
      more,
    ]);
  });

  it('says nothing once the customer is on another list, or was billed by the page, or never', () => {
    expect(problems([customer('acme', 'tencent-im-2019')], [billed])).toEqual([]);
    const byThePage = { ...billed, hadLaterBooks: false };
    expect(problems([customer('acme', 'tencent-im')], [byThePage])).toEqual([]);
    expect(problems([customer('acme', 'tencent-im')], [])).toEqual([]);
  });

  it('says nothing of months that cost the same by both lists', () => {
    const customers = [customer('acme', 'tencent-im')];
    expect(problems(customers, [billed], { month: '2019-02' })).toEqual([]);
    expect(problems(customers, [billed], { month: '2019-03' })).toHaveLength(3);
  });

  it('names books of one’s own that went on with the later books', () => {
    const own = 'list: tencent-im\nfrom: 2026-01-01\nbased_on: book_before\nsource: s\n';
    const customers = [customer('acme', 'tencent-im-2019')];
    expect(problems(customers, [billed], { files: [own] })).toEqual([
      'prices/a.yaml:1:7: list is "tencent-im", which has no later books any more; accepted: tencent-im-2019, with which the customers were billed',
      more,
    ]);
    const before = own.replace('2026-01-01', '2019-01-15');
    expect(problems(customers, [billed], { files: [before] })).toEqual([]);
    // whoever was on the page alone may go on with it
    const byThePage = { ...billed, hadLaterBooks: false };
    expect(problems(customers, [byThePage], { files: [own] })).toEqual([]);
  });

  it('names lists of one’s own that are based on a later book', () => {
    const own = (on: string) =>
      `list: mine\nfrom: 2026-01-01\nbased_on: { list: tencent-im, on: ${on} }\nsource: s\n`;
    const last = [{ ...billed, hadLaterBooks: false }];
    const customers = [customer('acme', 'mine')];
    expect(problems(customers, last, { files: [own('2026-01-01')] })).toEqual([
      'prices/a.yaml:3:11: the book of tencent-im on 2026-01-01 is the page of 2018-12-27 now; accepted: { list: tencent-im-2019, on: 2026-01-01 } for the book that it was, or { list: tencent-im, on: 2018-12-27 }',
      more,
    ]);
    expect(problems(customers, last, { files: [own('2018-12-27')] })).toEqual([]);
    expect(problems(customers, [], { files: [own('2026-01-01')] })).toEqual([]);
    const byNow = [{ ...billed, isBySplitVersion: false }];
    expect(problems(customers, byNow, { files: [own('2026-01-01')] })).toEqual([]);
    expect(problems([customer('acme', 'other')], last, { files: [own('2026-01-01')] })).toEqual([]);
  });
});
