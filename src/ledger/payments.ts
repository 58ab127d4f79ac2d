import { addDays, type BillingDay } from '../calendar/billing-day.ts';
import { firstDay, monthOf, nextMonth } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { recordAudits } from '../warehouse/audit.ts';
import type { PaymentLine, PaymentRow } from '../workspace/payments.ts';
import { checkPayments, type KnownDebtors } from './check-payments.ts';
import { lastClosedMonth } from './closings.ts';

/** Payments of payments.csv, compared with those that are recorded. */
export interface RecordedPayments {
  /** Number of payments that were recorded now. */
  recorded: number;
  /** Number of payments of the file that were recorded before. */
  known: number;
  /** Ids of recorded payments that the file no longer has; they stay recorded. */
  missing: string[];
}

/** A recorded payment: its row in full, and the day on which it is booked. */
export interface RecordedPayment extends PaymentRow {
  booked_on: BillingDay;
}

/**
 * Records the new payments of payments.csv in the audit: all of them or, with a problem, none. A
 * recorded payment never changes.
 *
 * @param lines In any order; entries are by day and id.
 * @param problems Gets each problem.
 */
export async function recordPayments(
  database: Database,
  lines: readonly PaymentLine[],
  { debtors, today }: { debtors: KnownDebtors; today: BillingDay },
  problems: string[],
): Promise<RecordedPayments> {
  const before = problems.length;
  const recorded = await readRecordedPayments(database);
  const fresh = lines.filter(({ row }) => !recorded.has(row.payment_id));
  for (const line of lines) refuseChange(line, recorded.get(line.row.payment_id));
  const payments = checkPayments(fresh, recorded, { debtors, latest: addDays(today, 1) });
  const inFile = new Set(lines.map(({ row }) => row.payment_id));
  const result = {
    recorded: fresh.length,
    known: lines.length - fresh.length,
    missing: [...recorded.keys()].filter((id) => !inFile.has(id)),
  };
  if (problems.length > before) return { ...result, recorded: 0 };
  await writePayments(database, payments);
  return result;
}

/** Reads all recorded payments, by id. */
async function readRecordedPayments(database: Database): Promise<Map<string, RecordedPayment>> {
  const rows = await database.rows<{ payment_id: string; detail: string }>(
    `select payments.payment_id, audit.detail from payments inner join audit using (entry)
     order by payments.payment_id`,
  );
  return new Map(
    rows.map(({ payment_id, detail }) => [payment_id, JSON.parse(detail) as RecordedPayment]),
  );
}

/** Refuses a row that differs from what was recorded under its id. */
function refuseChange({ row, reader }: PaymentLine, recorded: RecordedPayment | undefined): void {
  if (recorded === undefined) return;
  const changed = (Object.keys(row) as (keyof PaymentRow)[]).filter(
    (column) => row[column] !== recorded[column] && !isLeftOut(column, row),
  );
  const [column] = changed;
  if (column === undefined) return;
  const was = recorded[column] === '' ? 'nothing' : recorded[column];
  reader.refuse(
    'payment_id',
    `recorded on ${recorded.booked_on} with ${column} ${was}`,
    'the row as it was recorded; a row of kind reversal takes a payment out',
  );
}

/** Tells if a row leaves out what its record has from elsewhere. */
function isLeftOut(column: keyof PaymentRow, row: PaymentRow): boolean {
  if (column === 'currency') return row.currency === '';
  return column === 'amount' && row.kind === 'reversal' && row.amount === '';
}

async function writePayments(database: Database, payments: readonly PaymentRow[]): Promise<void> {
  if (payments.length === 0) return;
  const closed = await lastClosedMonth(database);
  const sorted = payments.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const notes = sorted.map((payment) => ({
    action: 'payment' as const,
    subject: payment.payment_id,
    reason: '',
    detail: { ...payment, booked_on: bookedOn(payment.received_on, closed) },
  }));
  await database.transaction(() => recordAudits(database, notes));
}

function keyOf({ received_on, payment_id }: PaymentRow): string {
  return `${received_on} ${payment_id}`;
}

/** Returns the day of receipt, or the first day after the last closed month if that is later. */
function bookedOn(receivedOn: BillingDay, closed: string | undefined): BillingDay {
  if (closed === undefined || monthOf(receivedOn) > closed) return receivedOn;
  return firstDay(nextMonth(closed));
}
