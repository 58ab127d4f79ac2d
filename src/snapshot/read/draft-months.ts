import type { InvoiceDocument } from '../../invoice/document.ts';
import type { MonthSummary } from '../../invoice/summary.ts';
import { sumMoney } from '../../money/round-money.ts';
import { groupBy } from '../../rating/group-by.ts';
import type { Snapshot } from './snapshot.ts';

/** A document that would be issued; it has no number and no dates. */
export type Draft = Omit<InvoiceDocument, 'number' | 'ledger' | 'issue_date' | 'due_date'>;

/** Drafts of a month that is not issued, or not to all customers, as they were calculated last. */
export interface DraftMonth {
  month: string;
  /** Content hash of the drafts. */
  sha256: string;
  /** RFC 3339, UTC. */
  madeAt: string;
  /** False if files of the month were loaded, withdrawn or restored since. */
  isCurrent: boolean;
  summary: MonthSummary;
  /** By currency. Amounts with two decimals. */
  totals: Pick<DraftRow, 'currency' | 'prepaid' | 'postpaid' | 'total'>[];
  /** By total, the highest first, then by id. */
  rows: DraftRow[];
  approvals: ShownApproval[];
}

/** A draft's row of the month. Amounts with two decimals. */
export interface DraftRow {
  [column: string]: string | bigint;
  customer_id: string;
  customer_name: string;
  currency: string;
  prepaid: string;
  postpaid: string;
  total: string;
  findings: bigint;
}

/** An approval of the drafts that was not withdrawn. */
export interface ShownApproval {
  [column: string]: string;
  approved_by: string;
  approved_at: string;
  reason: string;
}

/** A customer's draft. */
export interface CustomerDraft extends Pick<DraftMonth, 'madeAt' | 'isCurrent' | 'sha256'> {
  document: Draft;
}

interface MonthRow {
  [column: string]: string | boolean;
  month: string;
  drafts_sha256: string;
  summary: string;
  is_current: boolean;
  made_at: string;
}

/** Reads the drafts of a month, without their lines; undefined if there are none. */
export async function readDraftMonth(
  snapshot: Snapshot,
  month: string,
): Promise<DraftMonth | undefined> {
  const { database } = snapshot;
  const [found] = await database.rows<MonthRow>('from draft_months where month = $month', {
    month,
  });
  if (found === undefined) return undefined;
  const rows = await database.rows<DraftRow>(
    `select customer_id, customer_name, currency, prepaid, postpaid, gross_total as total,
      json_array_length(document, '$.findings') as findings
     from drafts where month = $month order by gross_total desc, customer_id`,
    { month },
  );
  const approvals = await database.rows<ShownApproval>(
    `select approved_by, approved_at, reason from approvals
     where month = $month and drafts_sha256 = $sha256 and not is_withdrawn order by entry`,
    { month, sha256: found.drafts_sha256 },
  );
  return {
    month,
    sha256: found.drafts_sha256,
    madeAt: found.made_at,
    isCurrent: found.is_current,
    summary: JSON.parse(found.summary) as MonthSummary,
    totals: totalsOf(rows),
    rows,
    approvals,
  };
}

/** Reads a customer's draft of a month; undefined if there is none. */
export async function readCustomerDraft(
  { database }: Snapshot,
  month: string,
  customer: string,
): Promise<CustomerDraft | undefined> {
  const [row] = await database.rows<MonthRow & { document: string }>(
    `select draft_months.*, drafts.document from drafts inner join draft_months using (month)
     where month = $month and customer_id = $customer`,
    { month, customer },
  );
  if (row === undefined) return undefined;
  return {
    sha256: row.drafts_sha256,
    madeAt: row.made_at,
    isCurrent: row.is_current,
    document: JSON.parse(row.document) as Draft,
  };
}

/** Reads the customers of all drafts by month, ascending. */
export function readDraftCustomers(
  snapshot: Snapshot,
): Promise<{ month: string; customerId: string }[]> {
  return snapshot.once('draft-customers', async () => {
    const rows = await snapshot.database.rows<Record<'month' | 'customer_id', string>>(
      'select month, customer_id from drafts order by month, customer_id',
    );
    return rows.map(({ month, customer_id }) => ({ month, customerId: customer_id }));
  });
}

function totalsOf(rows: readonly DraftRow[]): DraftMonth['totals'] {
  const currencies = [...groupBy(rows, ({ currency }) => currency)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return currencies.map(([currency, own]) => ({
    currency,
    prepaid: sumMoney(own.map(({ prepaid }) => prepaid)),
    postpaid: sumMoney(own.map(({ postpaid }) => postpaid)),
    total: sumMoney(own.map(({ total }) => total)),
  }));
}
