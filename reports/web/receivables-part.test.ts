import { describe, expect, it } from 'vitest';
import type { Receivables } from '../../src/snapshot/read/receivables.ts';
import { pageContext } from './page-context.ts';
import { customerReceivables, monthReceivables } from './receivables-part.ts';

const customer = { customer_id: 'acme', currency: 'CNY' };
const invoice = { ...customer, kind: 'invoice', issue_date: '2026-10-01', due_date: '2026-10-07' };

const receivables: Receivables = {
  balances: [
    {
      ...{ ...customer, customer_name: 'Acme', balance: '0.00', open: '1498.00', due: '499.00' },
      ...{ overdue: '499.00', not_overdue: '999.00', days_1_to_7: '499.00' },
      ...{ days_8_to_30: '0.00', days_31_to_90: '0.00', over_90_days: '0.00' },
    },
  ],
  documents: [
    {
      ...{ ...invoice, number: 'INV-1', month: '2026-09', status: 'overdue', amount: '999.00' },
      ...{ credited: '0.00', paid: '500.00', open: '499.00', days_overdue: 1n },
    },
    {
      ...{ ...invoice, number: 'INV-2', month: '2026-10', status: 'part-paid', amount: '1000.00' },
      ...{ credited: '0.00', paid: '1.00', open: '999.00', days_overdue: 0n },
    },
    {
      ...{ ...invoice, number: 'INV-3', month: '2026-09', status: 'paid', amount: '7.00' },
      ...{ credited: '0.00', paid: '7.00', open: '0.00', days_overdue: 0n },
    },
  ],
  payments: [
    {
      ...{ ...customer, payment_id: 'r<1>', received_on: '2026-10-03', amount: '8.00' },
      ...{ kind: 'reversal', document_number: null, reverses: 'p1' },
    },
    {
      ...{ ...customer, payment_id: 'p1', received_on: '2026-10-02', amount: '8.00' },
      ...{ kind: 'top_up', document_number: null, reverses: null },
    },
  ],
};

/** The texts of a part, without its tags. */
function textsOf(part: unknown): string {
  return String(part)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const page = (language: 'en' | 'zh') => pageContext({ language, isServed: true, depth: 1 });

describe('customerReceivables', () => {
  it('shows open documents with their status, and payments with what was reversed', () => {
    expect(textsOf(customerReceivables(receivables, page('en')))).toBe(
      [
        'Payments Open CNY 1,498.00 Overdue CNY 499.00 1–7 days overdue 499.00 Balance CNY 0.00',
        'Number Month Due Amount Credited Paid Open Status',
        'INV-1 2026-09 2026-10-07 CNY 999.00 – 500.00 499.00 overdue for 1 day',
        'INV-2 2026-10 2026-10-07 CNY 1,000.00 – 1.00 999.00 part-paid',
        'Received Payment Kind For Amount',
        '2026-10-03 r&lt;1&gt; reversal p1 CNY −8.00',
        '2026-10-02 p1 top-up reversed – CNY 8.00',
      ].join(' '),
    );
  });

  it('is in one language', () => {
    const text = textsOf(customerReceivables(receivables, page('zh')));
    expect(text).toContain(
      '收款 未付 CNY 1,498.00 逾期 CNY 499.00 逾期 1–7 天 499.00 余额 CNY 0.00',
    );
    expect(text).toContain('逾期 1 天');
    expect(text).not.toMatch(/Open|Overdue|overdue|part-paid|reversed/);
  });
});

describe('monthReceivables', () => {
  it('adds what was paid and is open of the month, and what is overdue of all', () => {
    // 500 + 7 of September were paid.
    expect(textsOf(monthReceivables('2026-09', receivables, page('en')))).toBe(
      'Paid CNY 507.00 Open CNY 499.00 Overdue, all months CNY 499.00 1–7 days overdue 499.00',
    );
  });
});
