import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BillingFacts } from '../billing/billing-facts.ts';
import { DamagedFact } from '../billing/facts.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { readContent, storeContent } from './contents.ts';
import { factOf, readFact, storeFact, storeFacts } from './facts.ts';
import { memoryLedger } from './testing/memory-ledger.ts';

let database: Database;

beforeEach(async () => {
  database = await memoryLedger();
});
afterEach(() => database.close());

describe('storeFact', () => {
  it('stores equal values once, whatever the order of their keys', async () => {
    const one = await storeFact(database, 'settings', { a: 1, b: [2] });
    const other = await storeFact(database, 'settings', { b: [2], a: 1 });
    expect(other).toBe(one);
    expect(await readFact(database, one)).toEqual({ a: 1, b: [2] });
    const rows = await database.rows('select known_sequence_number, content from facts');
    expect(rows).toEqual([{ known_sequence_number: 1n, content: '{"a":1,"b":[2]}' }]);
  });

  it('numbers facts in the order in which they become known', async () => {
    for (const value of ['first', 'second']) await storeFact(database, 'settings', value);
    expect(await database.rows('select content from facts order by known_sequence_number')).toEqual(
      [{ content: '"first"' }, { content: '"second"' }],
    );
  });
});

describe('storeFacts', () => {
  it('stores what storeFact stores, in the order of the values', async () => {
    const odd = { name: 'é"\\\n\t\u2028\u0001😀𠮷', none: null, list: [] };
    const values = [...Array.from({ length: 600 }, (_, index) => ({ index })), odd, { index: 7 }];
    const known = await storeFact(database, 'draft', { index: 3 });
    const drafts = values.map((value) => factOf('draft', value));
    const hashes = drafts.map(({ sha256 }) => sha256);
    await storeFacts(database, drafts);
    expect(hashes[3]).toBe(known);
    expect(hashes[601]).toBe(hashes[7]);
    expect(await readFact(database, hashes[600]!)).toEqual(odd);
    const [{ numbers, facts, last } = {}] = await database.rows(
      `select count(distinct known_sequence_number) as numbers, count(*) as facts,
         max(known_sequence_number) as last from facts where kind = 'draft'`,
    );
    expect([numbers, facts, last]).toEqual([601n, 601n, 601n]);
    expect(await storeFact(database, 'settings', 1)).not.toBe(known);
    const rows = await database.rows(
      'select sha256 from facts order by known_sequence_number limit 4 offset 599',
    );
    expect(rows.map(({ sha256 }) => sha256).slice(0, 2)).toEqual([hashes[599], hashes[600]]);
  });
});

describe('readFact', () => {
  it('names a missing fact', async () => {
    await expect(readFact(database, 'abc')).rejects.toThrow(
      new DamagedFact('The fact abc is missing from the ledger'),
    );
  });

  it('names an altered fact and its kind', async () => {
    const sha256 = await storeFact(database, 'price_book', { price: '1' });
    await database.run(`update facts set content = '{"price":"2"}'`);
    await expect(readFact(database, sha256)).rejects.toThrow(
      new DamagedFact(`The fact ${sha256} (price_book) was altered in the ledger`),
    );
  });
});

describe('storeContent', () => {
  const facts: BillingFacts = {
    month: '2026-09',
    edition: 3,
    issuer: 'Example',
    time_zone: 'Asia/Shanghai',
    customer: {
      customer_id: 'acme',
      name: 'Acme',
      price_list: 'tencent-im',
      apps: [{ app_id: '007', app_name: '' }],
    },
    usage: [
      {
        appId: '007',
        metric: 'dau',
        usageDate: '2026-09-01',
        numerator: '1',
        denominator: '1',
      },
    ],
    monthly_users: [{ app_id: '007', users: '1' }],
    noted: [],
    purchases: [],
    roaming: [],
    price_books: [],
  };
  const provenance = { sql: { 'metrics/dau': 'select 1' }, versions: { imbill: '1', duckdb: '2' } };

  it('gives back the same facts and provenance', async () => {
    const sha256 = await storeContent(database, facts, provenance);
    expect(await readContent(database, sha256)).toEqual({ facts, provenance });
  });

  it('has the same hash for the same facts, and another one for any other', async () => {
    const sha256 = await storeContent(database, facts, provenance);
    expect(await storeContent(database, structuredClone(facts), provenance)).toBe(sha256);
    const others: BillingFacts[] = [
      { ...facts, month: '2026-10' },
      { ...facts, issued_in: '2026-11' },
      { ...facts, monthly_users: [] },
      { ...facts, customer: { ...facts.customer, name: 'Acme Ltd' } },
    ];
    for (const other of others)
      expect(await storeContent(database, other, provenance)).not.toBe(sha256);
  });

  it('is damaged if any part is', async () => {
    const sha256 = await storeContent(database, facts, provenance);
    await database.run("update facts set content = '{}' where kind = 'usage'");
    await expect(readContent(database, sha256)).rejects.toThrow(DamagedFact);
  });
});
