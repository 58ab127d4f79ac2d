import { describe, expect, it } from 'vitest';
import { dauLine, proLine } from '../../reports/testing/sample-invoice.ts';
import { causesOf } from '../ledger/cause-texts.ts';
import { draftOver } from '../ledger/testing/memory-ledger.ts';
import { chargeDifferences } from './charge-differences.ts';
import { cancellationOf, correctionOf } from './correction.ts';

const context = {
  base: draftOver([], { apps: [{ app_id: 'a', app_name: 'Sky' }] }),
  refersTo: 'INV-2026-000001',
  openMonth: '2026-10',
  books: [],
} as const;

describe('correctionOf', () => {
  it('bills what is missing with a debit note, with the usage before and after', () => {
    const issued = [dauLine('a', { amount: '10000.00', usage: '150000' })];
    const now = [dauLine('a', { amount: '20000.00', usage: '250000' })];
    const note = correctionOf(chargeDifferences(issued, now), {
      ...context,
      month: { issued, now },
      reason: 'late',
      causes: causesOf(['late-data']),
      causesOfLines: [['late-data']],
    });
    expect(note).toMatchObject({
      kind: 'debit_note',
      refers_to: 'INV-2026-000001',
      reason: 'late',
      prepaid: '0.00',
      postpaid: '10000.00',
      total: '10000.00',
      issue_date: '2026-11-01',
      due_date: '2026-11-07',
      apps: [{ app_id: 'a', app_name: 'Sky' }],
    });
    expect(note.lines).toEqual([
      expect.objectContaining({
        quantity: '1',
        unit_price: '10000',
        amount: '10000.00',
        causes: ['late-data'],
        corrects: {
          issued: '10000.00',
          now: '20000.00',
          usage_issued: '150000',
          usage_now: '250000',
        },
      }),
    ]);
    expect(note.lines[0]?.explanation.en).toMatch(
      /^Issued 10,000\.00, now 20,000\.00: \+10,000\.00\. Now: Peak 150,000 users/,
    );
  });

  it('takes back with a credit note what is no longer charged', () => {
    const issued = [proLine('a', { order_id: 'o1' })];
    const note = correctionOf(chargeDifferences(issued, []), {
      ...context,
      month: { issued, now: [] },
      reason: '',
      causes: [],
      causesOfLines: [],
    });
    expect([note.kind, note.total, note.lines[0]?.quantity, note.lines[0]?.unit_price]).toEqual([
      'credit_note',
      '-999.00',
      '-1',
      '999',
    ]);
    expect(note.lines[0]?.explanation.en).toBe(
      'Issued 999.00, now 0.00: −999.00. It is no longer charged',
    );
  });

  it('is a debit note over 0.00 if amounts only move between charges', () => {
    const issued = [dauLine('a', { amount: '5.00' })];
    const now = [dauLine('b', { amount: '5.00' })];
    const note = correctionOf(chargeDifferences(issued, now), {
      ...context,
      month: { issued, now },
      reason: '',
      causes: [],
      causesOfLines: [],
    });
    expect([note.kind, note.total]).toEqual(['debit_note', '0.00']);
    expect(note.lines.map(({ app_id, amount }) => [app_id, amount])).toEqual([
      ['b', '5.00'],
      ['a', '-5.00'],
    ]);
  });
});

describe('cancellationOf', () => {
  const why = { ...context, reason: 'sent twice' };

  it('takes back the invoice and its corrections as one credit note', () => {
    const issued = [proLine('a', { order_id: 'o1' }), dauLine('a', { amount: '1.00' })];
    const correction = dauLine('a', { amount: '0.50' });
    const note = cancellationOf([...issued, correction], why);
    // 999.00 + 1.00 + 0.50
    expect([note.kind, note.total, note.causes]).toEqual(['credit_note', '-1000.50', []]);
    expect(note.lines.map(({ explanation }) => explanation.en)).toEqual([
      'Issued 999.00, taken back with INV-2026-000001: −999.00',
      'Issued 1.50, taken back with INV-2026-000001: −1.50',
    ]);
  });

  it('is a debit note if a refund made the invoice negative', () => {
    const note = cancellationOf([proLine('a', { amount: '-100.00' })], why);
    expect([note.kind, note.total]).toEqual(['debit_note', '100.00']);
  });

  it('is a credit note over 0.00 for an invoice over nothing', () => {
    const note = cancellationOf([dauLine('a', { amount: '0.00' })], why);
    expect([note.kind, note.total, note.lines]).toEqual(['credit_note', '0.00', []]);
  });
});
