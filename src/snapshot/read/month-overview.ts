import { previousMonth } from '../../calendar/month.ts';
import type { Anomaly } from '../../invoice/anomaly.ts';
import type { BilingualText } from '../../invoice/document.ts';
import type { MonthSummary } from '../../invoice/summary.ts';
import { type Closing, closingOf } from '../../ledger/closings.ts';
import { readAnomalies } from '../../warehouse/anomalies.ts';
import { type DraftMonth, readDraftMonth } from './draft-months.ts';
import { type IssueUnderApproval, readIssuesUnderApproval } from './issues-under-approval.ts';
import { type KnownMonth, readKnownMonths } from './month-list.ts';
import { type MonthTotal, monthTotals } from './month-totals.ts';
import { type OverviewCustomer, overviewCustomers } from './overview-customers.ts';
import { type Receivables, readReceivables } from './receivables.ts';
import { skuTitles } from './sku-titles.ts';
import type { Snapshot } from './snapshot.ts';

/** One month over all customers, as known today. */
export interface MonthOverview {
  month: string;
  /** All known months, ascending. */
  months: readonly KnownMonth[];
  isIssued: boolean;
  /** The month before, if both have documents. */
  before?: string;
  totals: MonthTotal[];
  customers: OverviewCustomer[];
  /** The stored summary, or that of the drafts; absent if nothing was issued or shown. */
  summary?: MonthSummary;
  /** Anomalies that the last run or preview found; of an imported month, those of its summary. */
  anomalies: readonly Anomaly[];
  /** Drafts of customers without a document; absent if there are none. */
  draft?: DraftMonth;
  /** Who approved and issued its documents; empty without an approval. */
  issuedUnder: IssueUnderApproval[];
  /** Closing of the month, or of a later one; absent if the month is open. */
  closing?: Closing;
  /** Everything that customers owe and paid; absent in a workspace without payments. */
  receivables?: Receivables;
  titles: ReadonlyMap<string, BilingualText>;
}

/** Reads the overview of a month; undefined if nothing is known of it. */
export async function monthOverview(
  snapshot: Snapshot,
  month: string,
): Promise<MonthOverview | undefined> {
  const months = await readKnownMonths(snapshot);
  const known = months.find((candidate) => candidate.month === month);
  if (known === undefined) return undefined;
  const totals = (await monthTotals(snapshot)).filter((total) => total.month === month);
  const earlier = previousMonth(month);
  const isComparable =
    known.isIssued && months.some((one) => one.month === earlier && one.isIssued);
  const before = isComparable ? earlier : undefined;
  const draft = await readDraftMonth(snapshot, month);
  const summary = (await summaryOf(snapshot, month)) ?? draft?.summary;
  const receivables = await readReceivables(snapshot);
  const closing = await closingOf(snapshot.database, month);
  const anomalies = await readAnomalies(snapshot.database, month);
  return {
    month,
    months,
    isIssued: known.isIssued,
    totals,
    ...(before !== undefined && { before }),
    customers: await overviewCustomers(snapshot, month, before),
    ...(summary !== undefined && { summary }),
    anomalies: anomalies.length > 0 ? anomalies : (summary?.anomalies ?? []),
    ...(draft !== undefined && { draft }),
    issuedUnder: await readIssuesUnderApproval(snapshot, month),
    ...(closing !== undefined && { closing }),
    ...(receivables !== undefined && { receivables }),
    titles: await skuTitles(snapshot),
  };
}

async function summaryOf({ database }: Snapshot, month: string): Promise<MonthSummary | undefined> {
  const [row] = await database.rows<{ document: string }>(
    'select document from summaries where month = $month',
    { month },
  );
  return row && (JSON.parse(row.document) as MonthSummary);
}
