import { describe, expect, it } from 'vitest';
import type { SummaryInvoice } from '../invoice/summary.ts';
import { movementSince } from './movement.ts';

function invoice(customer_id: string, total: string, more: Partial<SummaryInvoice> = {}) {
  const sums = { prepaid: '0.00', postpaid: total, total };
  return {
    customer_id,
    customer_name: customer_id,
    number: '',
    currency: 'CNY',
    findings: 0,
    ...sums,
    ...more,
  };
}
const earlier = (customer_id: string, total: string, currency = 'CNY') => {
  return { customer_id, customer_name: customer_id, currency, total };
};

describe('movementSince', () => {
  it('names customers by the size of their change, new and lost ones too', () => {
    const old = [earlier('kept', '10.00'), earlier('less', '90.00'), earlier('lost', '70.00')];
    const now = [invoice('kept', '10.00'), invoice('less', '50.00'), invoice('new', '60.00')];
    const movement = movementSince('2026-08', old, now)!;
    expect(
      movement.customers.map((one) => [one.customer_id, one.before, one.now, one.difference]),
    ).toEqual([
      ['lost', '70.00', '0.00', '-70.00'],
      ['new', '0.00', '60.00', '60.00'],
      ['less', '90.00', '50.00', '-40.00'],
    ]);
    // 10 + 90 + 70 = 170, and 10 + 50 + 60 = 120.
    expect(movement.totals).toEqual([
      { currency: 'CNY', before: '170.00', now: '120.00', difference: '-50.00' },
    ]);
  });

  it('adds up the documents of a customer, with their tax', () => {
    const now = [invoice('a', '100.00', { gross: '106.00' }), invoice('a', '-6.00')];
    expect(movementSince('2026-08', [earlier('a', '1.00')], now)!.customers).toEqual([
      {
        customer_id: 'a',
        customer_name: 'a',
        currency: 'CNY',
        before: '1.00',
        now: '100.00',
        difference: '99.00',
      },
    ]);
  });

  it('keeps currencies apart', () => {
    const movement = movementSince(
      '2026-08',
      [earlier('a', '5.00', 'USD')],
      [invoice('a', '5.00')],
    )!;
    expect(movement.customers.map(({ currency, difference }) => [currency, difference])).toEqual([
      ['CNY', '5.00'],
      ['USD', '-5.00'],
    ]);
  });

  it('says nothing after a month without documents', () => {
    expect(movementSince('2026-08', [], [invoice('a', '5.00')])).toBeUndefined();
  });
});
