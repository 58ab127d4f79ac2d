import type { Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { recordAudit } from '../warehouse/audit.ts';

/** A closing of a month that holds: nobody opened the month again. */
export interface Closing {
  [column: string]: string | bigint;
  /** `YYYY-MM`; the months before it are closed, too. */
  month: Month;
  /** Name that was given. */
  closed_by: string;
  /** RFC 3339, UTC. */
  closed_at: string;
  /** Entry of the audit. */
  entry: bigint;
}

/** Reads the closings that hold, by month. */
export function readClosings(database: Database): Promise<Closing[]> {
  return database.rows<Closing>(
    'select month, closed_by, closed_at, entry from closings where is_closed order by month',
  );
}

/** Returns the last closed month; undefined if none is closed. */
export async function lastClosedMonth(database: Database): Promise<Month | undefined> {
  return (await readClosings(database)).at(-1)?.month;
}

/** Returns the closing that closed a month: its own, or that of the next closed month. */
export async function closingOf(database: Database, month: Month): Promise<Closing | undefined> {
  return (await readClosings(database)).find((closing) => closing.month >= month);
}

/** Sums of a month's documents in one currency; a count and amounts with two decimals, as text. */
export interface ClosingTotals {
  [column: string]: string;
  currency: string;
  documents: string;
  prepaid: string;
  postpaid: string;
  total: string;
  /** Without tax; `total` where a document has none. */
  net: string;
  tax: string;
  /** Amount to pay. */
  gross: string;
}

/** Calculates the sums of an accounting month's documents up to a position of the ledger. */
export function closingTotals(
  database: Database,
  month: Month,
  position: bigint,
): Promise<ClosingTotals[]> {
  return database.rows<ClosingTotals>(queryText('closings/closing_totals'), { month, position });
}

/** End of the ledger. Before the first document, the position is 0 and the hash is empty. */
export interface LedgerEnd {
  position: bigint;
  entry_sha256: string;
}

/** Returns the end of the ledger, or the entry of a position. */
export async function ledgerEnd(database: Database, position?: bigint): Promise<LedgerEnd> {
  const [last] = await database.rows<LedgerEnd & Record<string, bigint | string>>(
    `select position, entry_sha256 from invoices where position = $position or $position is null
     order by position desc limit 1`,
    { position: position ?? null },
  );
  return last ?? { position: 0n, entry_sha256: '' };
}

/** A code that a person accepted, and how often it occurs. */
export interface AcceptedCode {
  code: string;
  occurrences: number;
}

/** Everything that the audit keeps about the closing of a month. */
export interface ClosingRecord {
  closed_by: string;
  accepted: AcceptedCode[];
  totals: ClosingTotals[];
  ledger: LedgerEnd;
  /** Counts of the verification. */
  verified: Record<'documents' | 'facts' | 'reports' | 'batches' | 'segments', number>;
}

/** Records that a month is closed, within the caller's transaction. */
export async function recordClosing(
  database: Database,
  month: Month,
  { ledger, ...record }: ClosingRecord,
  reason: string,
): Promise<Closing> {
  const detail = { ...record, ledger: asTexts(ledger) };
  await recordAudit(database, { action: 'close', subject: month, reason, detail });
  return (await closingOf(database, month))!;
}

/** Records that a closed month is open again, within the caller's transaction. */
export async function recordReopening(
  database: Database,
  closing: Closing,
  { by, reason }: { by: string; reason: string },
): Promise<void> {
  const ledger = asTexts(await ledgerEnd(database));
  const detail = { reopened_by: by, closing: String(closing.entry), ledger };
  await recordAudit(database, { action: 'reopen', subject: closing.month, reason, detail });
}

function asTexts({ position, entry_sha256 }: LedgerEnd) {
  return { position: String(position), entry_sha256 };
}
