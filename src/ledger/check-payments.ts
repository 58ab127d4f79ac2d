import { nearestName } from '../base/nearest-name.ts';
import type { BillingDay } from '../calendar/billing-day.ts';
import { groupBy } from '../rating/group-by.ts';
import type { PaymentLine, PaymentRow } from '../workspace/payments.ts';

/** Customers and documents that a payment may name. */
export interface KnownDebtors {
  /** Currencies of each customer: of its documents, or of its price list while it has none. */
  currencies: ReadonlyMap<string, readonly string[]>;
  /** Issued documents, by number. */
  documents: ReadonlyMap<string, PayableDocument>;
}

/** An issued document, as far as a payment must fit it. */
export interface PayableDocument {
  kind: string;
  customer_id: string;
  currency: string;
}

interface Limits {
  debtors: KnownDebtors;
  /** Last day on which a payment can have come. */
  latest: BillingDay;
}

/**
 * Checks new payments against the ledger and the other payments. Their readers get each problem.
 *
 * @returns The payments in full: a reversal has the amount of its payment, and each has a currency.
 */
export function checkPayments(
  lines: readonly PaymentLine[],
  recorded: ReadonlyMap<string, PaymentRow>,
  limits: Limits,
): PaymentRow[] {
  const checked = lines.filter((line) => isPlausible(line, limits));
  const money = checked.filter(({ row }) => row.kind !== 'reversal');
  const received = money.map((line) => checkMoney(line, limits.debtors));
  const payments = new Map([...recorded, ...received.map((row) => [row.payment_id, row] as const)]);
  const reversals = checked.filter(({ row }) => row.kind === 'reversal');
  const reversing = groupBy(
    [...recorded.values(), ...reversals.map(({ row }) => row)],
    ({ reverses }) => reverses,
  );
  return [...received, ...reversals.map((line) => checkReversal(line, payments, reversing))];
}

function isPlausible({ row, reader }: PaymentLine, { debtors, latest }: Limits): boolean {
  if (row.received_on > latest)
    reader.refuse('received_at', 'after tomorrow', 'a day that is not after tomorrow');
  if (debtors.currencies.has(row.customer_id)) return true;
  reader.refuse(
    'customer_id',
    `an unknown customer${hintOf(row.customer_id, debtors.currencies)}`,
    'a customer_id of accounts/customers.csv or of an issued document',
  );
  return false;
}

function hintOf(name: string, known: ReadonlyMap<string, unknown>): string {
  const nearest = nearestName(name, [...known.keys()]);
  return nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
}

function checkMoney({ row, reader }: PaymentLine, debtors: KnownDebtors): PaymentRow {
  const document = debtors.documents.get(row.document_number);
  if (row.document_number !== '') refuseDocument({ row, reader }, document, debtors);
  const currencies = debtors.currencies.get(row.customer_id)!;
  const accepted = document === undefined ? currencies : [document.currency];
  const currency = row.currency || (accepted.length === 1 ? accepted[0]! : '');
  if (!accepted.includes(currency))
    reader.refuse('currency', 'not a currency in which it is billed', accepted.join(' or '));
  return { ...row, currency };
}

function refuseDocument(
  { row, reader }: PaymentLine,
  document: PayableDocument | undefined,
  { documents }: KnownDebtors,
): void {
  const accepted = `an invoice or debit note of ${row.customer_id}, or nothing; imbill invoice list shows all numbers`;
  if (document === undefined) {
    const hint = hintOf(row.document_number, documents);
    reader.refuse('document_number', `not an issued document${hint}`, accepted);
  } else if (document.customer_id !== row.customer_id)
    reader.refuse('document_number', `a document of ${document.customer_id}`, accepted);
  else if (document.kind === 'credit_note')
    reader.refuse('document_number', 'a credit note, which nobody pays', accepted);
}

function checkReversal(
  { row, reader }: PaymentLine,
  payments: ReadonlyMap<string, PaymentRow>,
  reversing: ReadonlyMap<string, readonly PaymentRow[]>,
): PaymentRow {
  const { refuse } = reader;
  const payment = payments.get(row.reverses);
  if (payment === undefined || payment.kind === 'reversal') {
    const seen = payment === undefined ? 'not a known payment' : 'itself a reversal';
    refuse('reverses', seen, 'the payment_id of a payment, top_up or voucher');
    return row;
  }
  const { payment_id: id, customer_id: customer, currency, amount } = payment;
  const other = reversing.get(id)?.find((one) => one.payment_id !== row.payment_id);
  if (other !== undefined)
    refuse('reverses', `also reversed by ${other.payment_id}`, 'each payment reversed once');
  if (row.customer_id !== customer) refuse('customer_id', `not that of ${id}`, customer);
  if (row.amount !== '' && row.amount !== amount)
    refuse('amount', `not that of ${id}`, `${amount}, or nothing`);
  if (row.currency !== '' && row.currency !== currency)
    refuse('currency', `not that of ${id}`, `${currency}, or nothing`);
  if (row.received_on < payment.received_on)
    refuse('received_at', `before ${id} came`, `${payment.received_on} or later`);
  return { ...row, amount, currency };
}
