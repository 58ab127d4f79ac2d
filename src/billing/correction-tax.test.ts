import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dauLine, proLine } from '../../reports/testing/sample-invoice.ts';
import { amountDue } from '../invoice/amount-due.ts';
import type { InvoiceLine } from '../invoice/document.ts';
import { draftOver } from '../ledger/testing/memory-ledger.ts';
import type { BookTax } from '../prices/price-book.ts';
import { amountOfLines, documentTax, taxLines } from '../rating/line-tax.ts';
import { moneyText } from '../rating/testing/cents.ts';
import { chargeDifferences } from './charge-differences.ts';
import { cancellationOf, correctionOf } from './correction.ts';

const context = {
  base: draftOver([]),
  refersTo: 'INV-2026-000001',
  openMonth: '2026-10',
  books: [],
  reason: 'why',
} as const;

const six: BookTax = { percent: '6', included: true };
const taxed = (amount: string, tax: BookTax = six): InvoiceLine[] =>
  taxLines([{ line: dauLine('a', { amount }), tax }]).lines;

function corrected(issued: readonly InvoiceLine[], now: readonly InvoiceLine[]) {
  return correctionOf(chargeDifferences(issued, now), {
    ...context,
    month: { issued, now },
    causes: [],
    causesOfLines: [],
  });
}

describe('the tax of a correction', () => {
  it('is that of the month now, less that issued so far', () => {
    const note = corrected(taxed('0.25'), taxed('0.35'));
    // 0.35 × 6 / 106 = 0.0198 = 0.02; 0.25 × 6 / 106 = 0.0142 = 0.01
    expect(note.tax).toEqual({
      rates: [{ percent: '6', included: true, net: '0.09', tax: '0.01', gross: '0.10' }],
      net: '0.09',
      tax: '0.01',
      gross: '0.10',
    });
  });

  it('moves an amount from one rate to another where only the tax changed', () => {
    const note = corrected(taxed('106.00'), taxed('106.00', { ...six, included: false }));
    expect(note.lines.map(({ amount, net, tax }) => [amount, net, tax])).toEqual([
      ['106.00', '106.00', '6.36'],
      ['-106.00', '-100.00', '-6.00'],
    ]);
    expect([note.total, note.kind, amountDue(note)]).toEqual(['0.00', 'debit_note', '6.36']);
    expect(note.corrects).toMatchObject({ issued: '106.00', now: '112.36' });
    expect(note.lines[1]?.explanation.en).toBe(
      'Issued 106.00, now 0.00: −106.00. It is no longer charged with 6% tax',
    );
  });

  it('adds a tax to an amount that was issued without one, and is a credit note for less', () => {
    const note = corrected([dauLine('a', { amount: '100.00' })], taxed('100.00'));
    expect(note.tax?.rates.map(({ percent, net, tax }) => [percent, net, tax])).toEqual([
      ['0', '-100.00', '0.00'],
      ['6', '94.34', '5.66'],
    ]);
    expect(corrected(taxed('106.00', { ...six, included: false }), taxed('106.00')).kind).toBe(
      'credit_note',
    );
  });

  it('has none where neither the month nor its documents have one', () => {
    const note = corrected([dauLine('a', { amount: '1.00' })], [proLine('a')]);
    expect([note.tax, note.lines.map((line) => line.tax)]).toEqual([
      undefined,
      [undefined, undefined],
    ]);
  });

  it('does not correct a customer who is exempt from a tax that was never issued', () => {
    const exempt = taxLines([{ line: dauLine('a'), tax: six }], true).lines;
    expect(chargeDifferences([dauLine('a')], exempt)).toEqual([]);
  });

  const charge = fc.record({
    app: fc.constantFrom('a', 'b', 'c'),
    cents: fc.bigInt({ min: -300n, max: 300n }),
    tax: fc.constantFrom<BookTax | undefined>(
      undefined,
      six,
      { percent: '6', included: false },
      { percent: '13', included: true },
    ),
  });
  const month = fc.array(charge, { maxLength: 6 }).map(
    (charges) =>
      taxLines(
        charges.map(({ app, cents, tax }) => ({
          line: dauLine(app, { amount: moneyText(cents) }),
          tax,
        })),
      ).lines,
  );
  const netOf = (documents: readonly { lines: readonly InvoiceLine[] }[]) =>
    documentTax(documents.flatMap(({ lines }) => lines))?.rates.filter(
      ({ net, tax }) => net !== '0.00' || tax !== '0.00',
    ) ?? [];

  it('makes invoice and corrections the month of today, and a void nothing', () => {
    fc.assert(
      fc.property(fc.array(month, { minLength: 2, maxLength: 4 }), ([invoice, ...later]) => {
        const documents: { lines: readonly InvoiceLine[] }[] = [{ lines: invoice! }];
        for (const now of later) {
          const issued = documents.flatMap(({ lines }) => lines);
          const note = corrected(issued, now);
          expect(note.tax).toEqual(documentTax(note.lines));
          documents.push(note);
          expect(amountOfLines(documents.flatMap(({ lines }) => lines))).toBe(amountOfLines(now));
          if (documentTax(now) !== undefined)
            expect(netOf(documents)).toEqual(netOf([{ lines: now }]));
        }
        const issued = documents.flatMap(({ lines }) => lines);
        expect(netOf([...documents, cancellationOf(issued, context)])).toEqual([]);
      }),
    );
  });

  it('mirrors each line of an invoice that is voided', () => {
    const invoice = taxLines(
      ['0.10', '0.10', '0.10'].map((amount, at) => ({
        line: dauLine(['a', 'b', 'c'][at]!, { amount }),
        tax: six,
      })),
    ).lines;
    expect(cancellationOf(invoice, context).lines.map(({ net, tax }) => [net, tax])).toEqual([
      ['-0.09', '-0.01'],
      ['-0.10', '0.00'],
      ['-0.09', '-0.01'],
    ]);
  });
});
