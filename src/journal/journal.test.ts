import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInvoice } from '../../reports/testing/sample-invoice.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import { changeOfMoney, sumMoney } from '../money/round-money.ts';
import { journalAccountsOf } from '../workspace/journal-settings.ts';
import { hledgerText } from './hledger-text.ts';
import { journalOf } from './journal.ts';
import { journalCsv } from './journal-csv.ts';
import type { BookedPayment } from './payment-transactions.ts';

const accounts = journalAccountsOf(undefined);

const paid: BookedPayment = {
  paymentId: 'bank-1',
  customerId: 'acme',
  receivedOn: '2026-09-03',
  bookedOn: '2026-09-03',
  amount: '50.00',
  currency: 'CNY',
  kind: 'payment',
  documentNumber: null,
  reverses: null,
  reversedKind: null,
};

function documentOver(lines: Partial<InvoiceLine>[], changes: Partial<InvoiceDocument> = {}) {
  const total = sumMoney(lines.map(({ amount }) => amount!));
  const all = lines.map((line) => ({ app_id: 'a1', sku: 'dau', ...line }) as InvoiceLine);
  const dates = { month: '2026-09', issue_date: '2026-10-01' };
  return emptyInvoice({ ...dates, customer_id: 'acme', total, lines: all, ...changes });
}

const monthOf = (documents: InvoiceDocument[], payments: BookedPayment[] = []) =>
  journalOf({ month: '2026-09', documents, orders: [], payments }, accounts);

describe('journalOf', () => {
  it('books one posting an account and app, and none of 0.00', () => {
    const lines = [{ amount: '10.00' }, { amount: '5.00' }, { amount: '0.00', sku: 'groups' }];
    const other = { amount: '2.00', app_id: 'b1' };
    expect(monthOf([documentOver([...lines, other])])[0]?.postings).toEqual([
      { account: 'assets:receivable:acme', amount: '17.00' },
      { account: 'income:dau', amount: '-15.00', appId: 'a1' },
      { account: 'income:dau', amount: '-2.00', appId: 'b1' },
    ]);
    expect(monthOf([documentOver([{ amount: '0.00' }])])).toEqual([]);
  });

  it('refuses a document that does not add up', () => {
    const wrong = documentOver([{ amount: '10.00' }], { total: '11.00', number: 'INV-1' });
    expect(() => monthOf([wrong])).toThrow('The postings of INV-1 add up to 1.00, not 0.00');
  });

  it('balances, and customers owe what documents bill less what they paid', () => {
    const cents = fc.integer({ min: -99_999, max: 99_999 }).map((n) => (n / 100).toFixed(2));
    const documents = fc.array(
      fc.record({ nets: fc.array(cents, { minLength: 1, maxLength: 4 }), tax: cents }),
      { maxLength: 4 },
    );
    const kinds = fc.constantFrom('payment', 'top_up', 'voucher', 'reversal');
    const payments = fc.array(fc.record({ kind: kinds, amount: cents }), { maxLength: 4 });
    fc.assert(
      fc.property(documents, payments, (drawn, received) => {
        const issued = drawn.map(({ nets, tax }) => {
          const net = sumMoney(nets);
          const gross = sumMoney([net, tax]);
          const rates = [{ percent: '6', included: false, net, tax, gross }];
          const lines = nets.map((amount) => ({ amount, net: amount }));
          return documentOver(lines, { tax: { rates, net, tax, gross } });
        });
        const booked = received.map(({ kind, amount }) => {
          const reversed = kind === 'reversal' ? { reverses: 'x', reversedKind: 'payment' } : {};
          return { ...paid, kind, amount: amount.replace('-', ''), ...reversed } as BookedPayment;
        });
        const transactions = monthOf(issued, booked);
        for (const { postings } of transactions)
          expect(sumMoney(postings.map(({ amount }) => amount))).toBe('0.00');
        const owed = transactions.flatMap(({ postings }) =>
          postings.flatMap(({ account, amount }) =>
            account === 'assets:receivable:acme' ? [amount] : [],
          ),
        );
        const billed = sumMoney(issued.map(({ tax }) => tax!.gross));
        const got = sumMoney(
          booked.map(({ kind, amount }) => (kind === 'reversal' ? `-${amount}` : amount)),
        );
        expect(sumMoney(owed)).toBe(changeOfMoney(billed, got));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a rendered journal', () => {
  const payment = { ...paid, paymentId: '=1;2', customerId: 'two  words' };
  const voucher = { ...paid, paymentId: 'v', kind: 'voucher' as const };
  const back = {
    ...{ ...paid, paymentId: 'r', kind: 'reversal' as const },
    ...{ reverses: 'v', reversedKind: 'voucher' as const },
  };
  const transactions = monthOf([], [payment, voucher, back]);

  it('is CSV in which no cell works as a formula', () => {
    expect(journalCsv(transactions).split('\n').slice(1, 3)).toEqual([
      `1,2026-09-03,2026-09-03,payment,'=1;2,two  words,,assets:bank,50.00,,CNY,"two  words, payment"`,
      `1,2026-09-03,2026-09-03,payment,'=1;2,two  words,,assets:receivable:two%20%20words,,50.00,CNY,"two  words, payment"`,
    ]);
  });

  it('is text for hledger, with the accounts that it uses', () => {
    expect(hledgerText(transactions)).toBe(`commodity 1000.00 CNY
account assets:bank
account assets:receivable:acme
account assets:receivable:two%20%20words
account expenses:vouchers

2026-09-03 (%3D1%3B2) two words, payment
    ; kind:payment, customer_id:two%20%20words, document_date:2026-09-03
    assets:bank                        50.00 CNY
    assets:receivable:two%20%20words  -50.00 CNY

2026-09-03 (v) acme, voucher
    ; kind:voucher, customer_id:acme, document_date:2026-09-03
    expenses:vouchers        50.00 CNY
    assets:receivable:acme  -50.00 CNY

2026-09-03 (r) acme, reversal of v
    ; kind:reversal, customer_id:acme, document_date:2026-09-03
    expenses:vouchers       -50.00 CNY
    assets:receivable:acme   50.00 CNY
`);
  });
});
