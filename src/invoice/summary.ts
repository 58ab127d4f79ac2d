import type { Anomaly } from './anomaly.ts';
import type { DocumentKind, Finding } from './document.ts';
import type { MissingDelivery } from './missing-delivery.ts';

/**
 * One month over all customers: what was delivered, what was billed, what to look at. Made from
 * the state of the warehouse alone, so that it is the same bytes whichever run wrote it.
 */
export interface MonthSummary {
  format: 'imbill-summary/1';
  /** Billing month, `YYYY-MM`. */
  month: string;
  /** IANA zone in which days and months are cut. */
  time_zone: string;
  /** False for a preview. */
  issued: boolean;
  /** By customer id. */
  invoices: SummaryInvoice[];
  /** One entry a currency. Amounts with two decimals. */
  totals: SummaryTotal[];
  /** Changes since the month before, as both were when the summary was made; absent if that month has no document. */
  movement?: SummaryMovement;
  /** Findings of all invoices, with their customer, and those that belong to no customer (empty id). */
  findings: (Finding & { customer_id: string })[];
  /** Deliveries that did not come, or are not as their manifests say; absent if there are none. */
  missing_deliveries?: MissingDelivery[];
  /** Anomalies of the month; absent if there are none. */
  anomalies?: Anomaly[];
  /** Loaded files with rows of the month, by source. */
  loaded: SummaryLoaded[];
  /**
   * Files by source and path; on the page only, as the deliverer chooses names and sizes of
   * files.
   */
  files: SummaryFile[];
  /** Days of the month with and without data, by source. */
  coverage: SummaryCoverage[];
}

/** Totals of a month beside those of the month before, with tax; two decimals. */
export interface SummaryMovement {
  /** The month before, `YYYY-MM`. */
  since: string;
  /** By currency. */
  totals: ({ currency: string } & Change)[];
  /** The ten customers of each currency whose totals changed most, the largest change first. */
  customers: ({ customer_id: string; customer_name: string; currency: string } & Change)[];
}

/** `before` + `difference` = `now`. */
interface Change {
  before: string;
  now: string;
  difference: string;
}

/** Sum of a month's documents in one currency. */
export interface SummaryTotal extends SummaryTax {
  currency: string;
  prepaid: string;
  postpaid: string;
  total: string;
}

/** Amounts of documents with tax, two decimals; absent without one. `net` + `tax` = `gross`. */
export interface SummaryTax {
  net?: string;
  tax?: string;
  gross?: string;
}

export interface SummaryInvoice extends SummaryTax {
  customer_id: string;
  customer_name: string;
  number: string;
  currency: string;
  prepaid: string;
  postpaid: string;
  total: string;
  findings: number;
  /** Absent = `invoice`. */
  kind?: DocumentKind;
  /** Number of the document that it corrects, cancels or replaces. */
  refers_to?: string;
  /** Absent = issued, or a preview. The total of a voided invoice is taken back by its credit note. */
  status?: 'corrected' | 'voided';
}

/** `lines` = `headers` + `accepted` + `rejected`. */
interface LineTotals {
  /** `logins`, `bandwidth`, `groups` or `daily`. */
  source: string;
  lines: number;
  headers: number;
  accepted: number;
  rejected: number;
}

export interface SummaryLoaded extends LineTotals {
  files: number;
}

export interface SummaryFile extends LineTotals {
  /** Relative to the workspace, with `/`. */
  path: string;
  sha256: string;
}

export interface SummaryCoverage {
  source: string;
  days_with_data: number;
  /** `YYYY-MM-DD`, ascending. */
  days_without_data: string[];
}
