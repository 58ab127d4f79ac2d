import { describe, expect, it } from 'vitest';
import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import { chargeDifferences } from '../../src/billing/charge-differences.ts';
import { draftOf } from '../../src/billing/draft.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { composeBooks } from '../../src/prices/compose-books.ts';
import type { PriceBook } from '../../src/prices/price-book.ts';
import { latestEdition } from '../../src/rating/edition.ts';
import { bought, pageBooks } from '../../src/rating/testing/page-books.ts';
import type { Purchase } from '../../src/rating/types.ts';
import { findCauses } from './correction-causes.ts';

const order: Purchase = bought('pro', '2019-03-01', 3);
const refund: Purchase = {
  ...bought('pro', '2019-03-10'),
  orderId: 'R',
  kind: 'refund',
  refundAmount: '2000.00',
};
const [app, other] = [
  { app_id: 'app', app_name: '' },
  { app_id: 'other', app_name: '' },
];

/** April 2019 of an app whose plan was paid back in March, as imbill 0.2 kept it. */
const before: BillingFacts = {
  month: '2019-04',
  issuer: '',
  time_zone: 'Asia/Shanghai',
  monthly_users: [],
  noted: [],
  customer: { customer_id: 'acme', name: 'Acme', price_list: 'tencent-im', apps: [other!, app!] },
  usage: [
    {
      appId: 'app',
      metric: 'dau',
      usageDate: '2019-04-02',
      numerator: '150000',
      denominator: '1',
    },
  ],
  purchases: [order, refund],
  roaming: [],
  price_books: pageBooks,
};

/** The same as it is read today. */
const today: BillingFacts = {
  ...before,
  edition: latestEdition,
  customer: { ...before.customer, apps: [app!, other!] },
  purchases: [{ ...order, boughtAt: '2019-03-01T01:00:00Z' }, refund],
};

function causes(was: BillingFacts, now: BillingFacts) {
  const differences = chargeDifferences(
    draftOf(was, allUnits()).lines,
    draftOf(now, allUnits()).lines,
  );
  const making = (imbill: string) => ({ sql: {}, versions: { imbill, duckdb: '1' } });
  const found = findCauses(differences, {
    before: { facts: was, provenance: making('0.2.0'), settings: '' },
    now: { facts: now, provenance: making('0.3.0'), settings: '' },
    batches: [],
  });
  return differences.map(({ sku, difference }, index) => [sku, difference, found[index]]);
}

describe('the cause of a correction of an invoice of earlier rules', () => {
  it('is the rating alone, where nothing else changed', () => {
    expect(draftOf(before, allUnits()).total).toBe('10000.00');
    expect(causes(before, today)).toEqual([
      ['dau', '-10000.00', [{ code: 'rating', details: ['imbill 0.2.0, now 0.3.0'] }]],
    ]);
  });

  it('names an order that is new, and none for having an instant now', () => {
    const late = bought('flagship-like', '2019-04-05');
    const credit: Purchase = { ...late, sku: 'pro', kind: 'credit', refundAmount: '5.00' };
    const withRefundLater = (facts: BillingFacts): BillingFacts => ({
      ...facts,
      purchases: facts.purchases.filter(({ kind }) => kind === 'purchase'),
    });
    const [was, now] = [withRefundLater(before), withRefundLater(today)];
    expect(causes(was, { ...now, purchases: [...now.purchases, credit] })).toEqual([
      ['pro', '-5.00', [{ code: 'purchases', details: [`credit ${late.orderId} (pro): new`] }]],
    ]);
  });
});

describe('the cause of a correction where the price list changed', () => {
  const onPage: BillingFacts = { ...today, purchases: [order] };
  const free = pageBooks.map((book) => ({
    ...book,
    list: 'free',
    sha256: `free ${book.sha256}`,
    charges: book.charges.filter(({ sku }) => sku !== 'dau'),
  }));
  const { list, from } = pageBooks[0]!;
  const moved = { ...onPage, price_books: free };
  const datedOf = (books: readonly PriceBook[]) =>
    composeBooks([{ list }, { list: 'free', from: '2019-04-01' }], [...books, ...free]);
  const dated = { ...onPage, price_books: datedOf(pageBooks) };
  const codes = (was: BillingFacts, now: BillingFacts) => causes(was, now).map((one) => one[2]);

  it('is the customer alone, whose list it is', () => {
    const details = [`price list ${list}, now free`];
    expect(codes(onPage, moved)).toEqual([[{ code: 'customer', details }]]);
  });

  it('is the customer alone, where the list changes on a day', () => {
    const details = [`price list ${list}, now ${list} and from 2019-04-01 free`];
    expect(codes(onPage, dated)).toEqual([[{ code: 'customer', details }]]);
    const back = [`price list ${list} and from 2019-04-01 free, now ${list}`];
    expect(codes(dated, onPage)).toEqual([[{ code: 'customer', details: back }]]);
  });

  it('is also the prices, where a book of the list changed', () => {
    const edited = pageBooks.map((book) =>
      book.from === from ? { ...book, sha256: 'edited' } : book,
    );
    const prices = { code: 'prices', details: [`${list} from ${from}`] };
    const details = [`price list ${list}, now ${list} and from 2019-04-01 free`];
    const now = { ...onPage, price_books: datedOf(edited) };
    expect(codes(onPage, now)).toEqual([[prices, { code: 'customer', details }]]);
  });
});
