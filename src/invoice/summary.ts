import type { Finding } from './document.ts';

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
  totals: { currency: string; prepaid: string; postpaid: string; total: string }[];
  /** Findings of all invoices, with their customer, and those that belong to no customer (empty id). */
  findings: (Finding & { customer_id: string })[];
  /** Delivered files that hold rows of the month, by source and path. */
  files: SummaryFile[];
  /** Days of the month with and without data, by source. */
  coverage: SummaryCoverage[];
}

export interface SummaryInvoice {
  customer_id: string;
  customer_name: string;
  number: string;
  currency: string;
  prepaid: string;
  postpaid: string;
  total: string;
  findings: number;
}

export interface SummaryFile {
  /** `logins`, `bandwidth`, `groups` or `daily`. */
  source: string;
  /** Relative to the workspace, with `/`. */
  path: string;
  sha256: string;
  /** `lines` = `headers` + `accepted` + `rejected`. */
  lines: number;
  headers: number;
  accepted: number;
  rejected: number;
}

export interface SummaryCoverage {
  source: string;
  days_with_data: number;
  /** `YYYY-MM-DD`, ascending. */
  days_without_data: string[];
}
