import { join } from 'node:path';
import { canonicalJson } from '../base/json.ts';
import type { BillingDay } from '../calendar/billing-day.ts';
import { parseDecimal } from '../money/decimal.ts';
import { isAmount, readMoment } from './read-cells.ts';
import { readTable, type TableRow } from './read-table.ts';
import { type RowReader, rowReader } from './row-reader.ts';
import type { Workspace } from './workspace.ts';

/** Workspace-relative path of the payments, for messages. */
export const paymentsFile = 'accounts/payments.csv';

/** Kinds of a payment; the first is the default. */
export const paymentKinds = ['payment', 'top_up', 'voucher', 'reversal'] as const;

export type PaymentKind = (typeof paymentKinds)[number];

/** A row of payments.csv; a text is empty if the row leaves it out. */
export interface PaymentRow {
  payment_id: string;
  customer_id: string;
  /** RFC 3339 in UTC, or only a day. */
  received_at: string;
  received_on: BillingDay;
  /** Above zero, two decimals; empty only for a reversal. */
  amount: string;
  kind: PaymentKind;
  /** ISO 4217 code. */
  currency: string;
  document_number: string;
  /** Payment that a reversal takes out. */
  reverses: string;
  note: string;
}

/** A row with its place in the file. */
export interface PaymentLine {
  row: PaymentRow;
  reader: RowReader;
}

/**
 * Reads payments.csv. The same row twice is one payment.
 *
 * @param problems Gets each problem.
 * @returns Valid rows in the order of the file; none without the file.
 * @throws {UserError} (exit 3) If the file itself cannot be read.
 */
export async function readPayments(
  workspace: Workspace,
  timezone: string,
  problems: string[],
): Promise<PaymentLine[]> {
  const rows = await readTable(
    join(workspace.accounts, 'payments.csv'),
    paymentsFile,
    {
      required: ['payment_id', 'customer_id', 'received_at', 'amount'],
      optional: ['kind', 'currency', 'document_number', 'reverses', 'note'],
    },
    true,
  );
  const known = new Map<string, { line: number; text: string }>();
  return rows.flatMap((row) => {
    const before = problems.length;
    const read = parsePayment(row, timezone, problems);
    const text = canonicalJson(read.row);
    const same = known.get(read.row.payment_id);
    if (same?.text === text) return [];
    if (same !== undefined)
      read.reader.refuse(
        'payment_id',
        `already used in line ${same.line} for another payment`,
        'each payment once',
      );
    known.set(read.row.payment_id, { line: row.line, text });
    return problems.length === before ? [read] : [];
  });
}

function parsePayment(row: TableRow, timezone: string, problems: string[]): PaymentLine {
  const reader = rowReader(row, paymentsFile, problems);
  const { text, refuse } = reader;
  if (text('payment_id') === '') refuse('payment_id', '', 'an id (text)');
  if (text('customer_id') === '') refuse('customer_id', '', 'an id (text)');
  const kind = parseKind(reader);
  return {
    reader,
    row: {
      payment_id: text('payment_id'),
      customer_id: text('customer_id'),
      ...parseMoment(reader, timezone),
      amount: parseAmount(reader, kind),
      kind,
      currency: text('currency'),
      document_number: text('document_number'),
      reverses: text('reverses'),
      note: text('note'),
    },
  };
}

function parseKind({ text, refuse }: RowReader): PaymentKind {
  const kind = paymentKinds.find((one) => one === (text('kind') || 'payment'));
  if (kind === undefined) refuse('kind', 'not a known kind', paymentKinds.join(', '));
  const isReversal = kind === 'reversal';
  if (isReversal && text('reverses') === '')
    refuse('reverses', '', 'the payment_id of the payment that is taken out');
  if (!isReversal && text('reverses') !== '')
    refuse('reverses', `not allowed for the kind ${kind}`, 'a payment_id with the kind reversal');
  if (isReversal && text('document_number') !== '')
    refuse('document_number', 'not allowed for a reversal', 'nothing; its payment names one');
  return kind ?? 'payment';
}

function parseMoment(
  reader: RowReader,
  timezone: string,
): Pick<PaymentRow, 'received_at' | 'received_on'> {
  const moment = readMoment(reader, 'received_at', timezone);
  if (moment === undefined) return { received_at: '', received_on: '2000-01-01' };
  return { received_at: moment.boughtAt ?? moment.boughtOn, received_on: moment.boughtOn };
}

function parseAmount({ text, refuse }: RowReader, kind: PaymentKind): string {
  const amount = text('amount');
  if (kind === 'reversal' && amount === '') return '';
  if (isAmount(amount)) return parseDecimal(amount).toFixed(2);
  refuse(
    'amount',
    'not an amount above zero with at most two decimals',
    kind === 'reversal'
      ? 'the amount of the payment that is taken out, or nothing'
      : 'an amount such as 500.00; a payment that came back is a row of kind reversal',
  );
  return '';
}
