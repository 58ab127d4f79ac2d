import { previousMonth } from '../../calendar/month.ts';
import type { Finding } from '../../invoice/document.ts';
import { changeOfMoney } from '../../money/round-money.ts';
import { type AppPeak, peaksOfCustomer } from './app-peaks.ts';
import { type CustomerApp, customerApps, findingsOf } from './customer-apps.ts';
import { customerDocuments, type PublishedDocument } from './customer-documents.ts';
import { type CustomerMonth, customerMonths, monthsOfCustomer } from './customer-months.ts';
import { type CustomerDraft, readCustomerDraft, readDraftCustomers } from './draft-months.ts';
import type { KnownMonth } from './month-list.ts';
import { readPublishedApps } from './published-apps.ts';
import { type Receivables, readReceivables, receivablesOf } from './receivables.ts';
import type { Snapshot } from './snapshot.ts';

/** One customer's month: what was issued, and what is known today. */
export interface CustomerDetail {
  month: string;
  customerId: string;
  name: string;
  /** Months of the customer, ascending. */
  months: readonly KnownMonth[];
  /** Totals by currency; empty without documents. */
  totals: (CustomerMonth & { change?: string })[];
  documents: PublishedDocument[];
  /** Document that a run would issue; absent if there is none. */
  draft?: CustomerDraft;
  apps: CustomerApp[];
  /** Findings of documents that are not voided. */
  findings: Finding[];
  /** Everything that the customer owes and paid; absent in a workspace without payments. */
  receivables?: Receivables;
}

/** Reads one customer's month; undefined without a document or usage. */
export async function customerDetail(
  snapshot: Snapshot,
  month: string,
  customerId: string,
): Promise<CustomerDetail | undefined> {
  const all = await customerMonths(snapshot);
  const own = await monthsOfCustomer(snapshot, customerId);
  const peaks = await peaksOfCustomer(snapshot, customerId);
  const drafts = await readDraftCustomers(snapshot);
  const drafted = drafts.filter((draft) => draft.customerId === customerId);
  const months = monthsOf(own, [...peaks, ...drafted]);
  if (!months.some((known) => known.month === month)) return undefined;
  const documents = await customerDocuments(snapshot, month, customerId);
  const apps = await readPublishedApps(snapshot);
  const draft = await readCustomerDraft(snapshot, month, customerId);
  const receivables = receivablesOf(await readReceivables(snapshot), customerId);
  const name =
    own.findLast((row) => row.month === month)?.customerName ??
    draft?.document.customer_name ??
    [...apps.values()].find((app) => app.customerId === customerId)?.customerName ??
    customerId;
  return {
    month,
    customerId,
    name,
    months,
    documents,
    ...(draft !== undefined && { draft }),
    totals: totalsOf(all, own, month),
    apps: await customerApps(snapshot, month, documents, appIdsIn(month, peaks)),
    findings: findingsOf(documents),
    ...(receivables !== undefined && { receivables }),
  };
}

function appIdsIn(month: string, peaks: readonly AppPeak[]): string[] {
  return [...new Set(peaks.filter((peak) => peak.month === month).map(({ appId }) => appId))];
}

function monthsOf(
  own: readonly CustomerMonth[],
  peaks: readonly { month: string }[],
): KnownMonth[] {
  const issued = new Set(own.map(({ month }) => month));
  const months = new Set([...issued, ...peaks.map(({ month }) => month)]);
  return [...months].sort().map((month) => ({ month, isIssued: issued.has(month) }));
}

function totalsOf(
  all: readonly CustomerMonth[],
  own: readonly CustomerMonth[],
  month: string,
): CustomerDetail['totals'] {
  const before = previousMonth(month);
  const isComparable = all.some((row) => row.month === before);
  return own
    .filter((row) => row.month === month)
    .map((row) => {
      const earlier = own.find((one) => one.month === before && one.currency === row.currency);
      return {
        ...row,
        ...(isComparable && { change: changeOfMoney(row.total, earlier?.total ?? '0.00') }),
      };
    });
}
