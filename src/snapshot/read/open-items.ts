import type { BillingDay } from '../../calendar/billing-day.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { setToday } from './due.ts';

/** Something outstanding: a month to correct or to bill, a document of the future, arrears, a file that does not count. */
export interface OpenItem {
  code: OpenItemCode;
  /** Billing month; null of a file or a customer. */
  month: string | null;
  /** Month, number of a document, id of a customer or path of a file. */
  subject: string;
  /** Sentence with the facts, and the next step. */
  message: string;
  /** Further keys of the code. */
  [fact: string]: unknown;
}

/** Codes of open items, in the order in which they are read. */
export const openItemCodes = [
  'arrears',
  'document-dated-in-future',
  'file-refused',
  'file-withdrawn',
  'month-not-billed',
  'month-not-recalculated',
  'month-out-of-order',
  'month-outdated',
  'purchase-in-unbilled-month',
] as const;

export type OpenItemCode = (typeof openItemCodes)[number];

/** Reads what is outstanding on a day, by code, month and subject. */
export async function readOpenItems(snapshot: Database, today: BillingDay): Promise<OpenItem[]> {
  await setToday(snapshot, today);
  const rows = await snapshot.rows<
    Pick<OpenItem, 'code' | 'month' | 'subject' | 'message'> & Record<'facts', string>
  >('from outstanding order by code, month, subject');
  return rows.map(({ facts, ...item }) => ({ ...item, ...JSON.parse(facts) }));
}
