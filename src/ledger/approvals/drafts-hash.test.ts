import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asJson, canonicalJson } from '../../base/json.ts';
import { sha256Of } from '../../base/sha256.ts';
import type { InvoiceDocument } from '../../invoice/document.ts';
import { hashDrafts } from './drafts-hash.ts';

const acme: InvoiceDocument = {
  format: 'imbill-invoice/1',
  number: 'PREVIEW-2026-09-acme',
  month: '2026-09',
  customer_id: 'acme',
  customer_name: 'Acme',
  issuer: 'Example Cloud',
  currency: 'CNY',
  time_zone: 'Asia/Shanghai',
  price_list: 'tencent-im',
  price_books: [{ list: 'tencent-im', from: '2018-12-27', sha256: 'ab' }],
  issue_date: '2026-10-01',
  due_date: '2026-10-07',
  prepaid: '0.00',
  postpaid: '10000.00',
  total: '10000.00',
  apps: [{ app_id: 'a1', app_name: 'Chat' }],
  lines: [
    {
      app_id: 'a1',
      sku: 'dau',
      kind: 'postpaid',
      title: { zh: '日活', en: 'Daily users' },
      usage: '150000',
      unit: 'users',
      included: '100000',
      quantity: '1',
      unit_price: '10000',
      amount: '10000.00',
      peak_date: '2026-09-18',
      explanation: { zh: '一', en: 'one' },
      source: 'price page',
    },
  ],
  findings: [{ code: 'usage-without-plan', app_id: 'a1', message: 'No plan' }],
  usage: [
    {
      app_id: 'a1',
      metric: 'dau',
      unit: 'users',
      days: [{ date: '2026-09-18', quantity: '150000' }],
    },
  ],
};
const beta: InvoiceDocument = { ...acme, customer_id: 'beta', number: 'PREVIEW-2026-09-beta' };

const hashOf = (...documents: InvoiceDocument[]) => hashDrafts('2026-09', documents).sha256;

/** Paths of all values of a document that are no lists or records. */
function leavesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...path, key]));
}

/** Returns a copy with another text at a path. */
function withOther(document: InvoiceDocument, path: (string | number)[]): InvoiceDocument {
  const copy = asJson(document);
  let place = copy as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string, unknown>;
  const last = path.at(-1)!;
  place[last] = `${place[last]}1`;
  return copy;
}

const free = ['number', 'issue_date', 'due_date'];
const leaves = leavesOf(acme).filter(([key]) => !free.includes(String(key)));

describe('hashDrafts', () => {
  it.each(leaves.map((path) => [path.join('.'), path] as const))(
    'gives another hash for another %s',
    (_, path) => {
      expect(hashOf(withOther(acme, [...path]))).not.toBe(hashOf(acme));
    },
  );

  it('does not depend on number, dates, place in the ledger and projection', () => {
    const issued: InvoiceDocument = {
      ...acme,
      number: 'INV-2026-000007',
      issue_date: '2027-01-01',
      due_date: '2027-01-07',
      ledger: { position: '7', content_sha256: 'c', previous_sha256: 'p', previous_file: 'f' },
      projection: { data_until: '2026-09-20' } as unknown as InvoiceDocument['projection'] & object,
    };
    expect(hashOf(issued)).toBe(hashOf(acme));
  });

  it('does not depend on the order of customers or of keys', () => {
    const turned = Object.fromEntries(Object.entries(beta).reverse()) as unknown as typeof beta;
    expect(hashOf(turned, acme)).toBe(hashOf(acme, beta));
  });

  it('gives another hash for one customer more or less, and for another month', () => {
    const hashes = [hashOf(), hashOf(acme), hashOf(beta), hashOf(acme, beta)];
    expect(new Set([...hashes, hashDrafts('2026-10', [acme]).sha256]).size).toBe(5);
  });

  it('is the SHA-256 of a list of the hashes of the drafts, so that anybody can calculate it', () => {
    const { number: _n, issue_date: _i, due_date: _d, ...draft } = acme;
    const list = {
      format: 'imbill-drafts/1',
      month: '2026-09',
      drafts: [{ customer_id: 'acme', sha256: sha256Of(canonicalJson(draft)) }],
    };
    expect(hashOf(acme)).toBe(sha256Of(canonicalJson(list)));
  });

  it('tells any two different amounts apart', () => {
    const cents = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    const withAmount = (amount: bigint) =>
      hashOf({ ...acme, lines: [{ ...acme.lines[0]!, amount: String(amount) }] });
    fc.assert(
      fc.property(cents, cents, (one, other) => {
        expect(withAmount(one) === withAmount(other)).toBe(one === other);
      }),
    );
  });
});
