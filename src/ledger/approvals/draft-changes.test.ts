import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../../invoice/document.ts';
import { draftChanges } from './draft-changes.ts';
import type { ApprovedDraft } from './drafts-hash.ts';

const line = (sku: string, changes: Partial<InvoiceLine> = {}): InvoiceLine => ({
  ...{ app_id: 'a1', sku, kind: 'postpaid', quantity: '1', unit_price: '5', amount: '5.00' },
  title: { zh: sku, en: sku },
  explanation: { zh: '一', en: 'one' },
  source: 'page',
  ...changes,
});

const draft = (
  customer_id: string,
  lines: InvoiceLine[],
  changes: Partial<ApprovedDraft> = {},
): ApprovedDraft => ({
  ...{ format: 'imbill-invoice/1', month: '2026-09', customer_id, customer_name: customer_id },
  ...{ issuer: '', currency: 'CNY', time_zone: 'UTC', price_list: 'l', price_books: [] },
  ...{ prepaid: '0.00', postpaid: '5.00', total: '5.00', apps: [], findings: [], usage: [] },
  lines,
  ...changes,
});

const nothing = {
  ...{ usage_before: null, usage_now: null, unit_price_before: null, unit_price_now: null },
  ...{ amount_before: null, amount_now: null },
};

describe('draftChanges', () => {
  it('is empty for the same drafts in another order', () => {
    const [one, two] = [draft('a', [line('dau')]), draft('b', [])];
    expect(draftChanges([one, two], [two, one])).toEqual([]);
  });

  it('has each charge that is new, gone or changed, and customers by id', () => {
    const before = [
      draft('b', [line('dau', { usage: '7' }), line('groups')]),
      draft('gone', [line('dau')]),
    ];
    const now = [
      draft('a', [line('dau')]),
      draft('b', [line('dau', { usage: '8' }), line('roaming')], { total: '10.00' }),
    ];
    const charge = { app_id: 'a1', kind: 'postpaid' };
    const priced = { unit_price_now: '5', amount_now: '5.00' };
    const wasPriced = { unit_price_before: '5', amount_before: '5.00' };
    expect(draftChanges(before, now)).toMatchObject([
      {
        ...{ customer_id: 'a', change: 'new', total_before: null, total_now: '5.00', parts: [] },
        charges: [{ ...charge, ...nothing, sku: 'dau', ...priced }],
      },
      {
        ...{ customer_id: 'b', change: 'changed', total_before: '5.00', total_now: '10.00' },
        charges: [
          { ...charge, ...priced, ...wasPriced, sku: 'dau', usage_before: '7', usage_now: '8' },
          { ...charge, ...nothing, ...priced, sku: 'roaming' },
          { ...charge, ...nothing, ...wasPriced, sku: 'groups' },
        ],
        parts: [],
      },
      {
        ...{ customer_id: 'gone', change: 'gone', total_before: '5.00', total_now: null },
        charges: [{ ...charge, ...nothing, ...wasPriced, sku: 'dau' }],
      },
    ]);
  });

  it('adds up the lines of one charge, and keeps orders apart', () => {
    const refund = line('pro', { kind: 'prepaid', order_id: 'r1', amount: '-2.00' });
    const bought = line('pro', { kind: 'prepaid', order_id: 'o1' });
    const [change] = draftChanges(
      [draft('a', [bought, refund])],
      [draft('a', [bought, refund, { ...refund, amount: '-1.50' }])],
    );
    expect(change?.charges).toMatchObject([
      { order_id: 'r1', amount_before: '-2.00', amount_now: '-3.50' },
    ]);
  });

  it('has daily values that differ, also if no charge does', () => {
    const usage = (days: Record<string, string | null>) => [
      {
        ...{ app_id: 'a1', metric: 'dau', unit: 'users' },
        days: Object.entries(days).map(([date, quantity]) => ({ date, quantity })),
      },
    ];
    const before = draft('a', [], { usage: usage({ d1: '5', d2: '7', d3: null }) });
    const now = draft('a', [], { usage: usage({ d1: '5', d2: null, d3: '0', d4: '1' }) });
    const day = { app_id: 'a1', metric: 'dau' };
    expect(draftChanges([before], [now])).toMatchObject([
      {
        ...{ change: 'changed', charges: [], parts: [] },
        days: [
          { ...day, date: 'd2', before: '7', now: null },
          { ...day, date: 'd3', before: null, now: '0' },
          { ...day, date: 'd4', before: null, now: '1' },
        ],
      },
    ]);
  });

  it('names other parts of a draft that differ, also texts of lines', () => {
    const before = draft('a', [line('dau')]);
    const now = draft('a', [line('dau', { source: 'page 2' })], { customer_name: 'New name' });
    expect(draftChanges([before], [now])).toMatchObject([
      { charges: [], parts: ['customer_name', 'lines'] },
    ]);
  });
});
