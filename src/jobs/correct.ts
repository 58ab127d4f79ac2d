import type { Month } from '../calendar/month.ts';
import type { DocumentKind, InvoiceDocument } from '../invoice/document.ts';
import type { Cause } from '../ledger/cause-texts.ts';

/** A month to correct. */
export interface CorrectionOptions {
  month: Month;
  /** Limits the corrections to one customer. */
  customer?: string | undefined;
  /** Month whose document date the corrections get; absent = the one after the last issued. */
  openMonth?: Month | undefined;
  /** True if corrections are only shown, not issued. */
  isDryRun: boolean;
  /** Content hash of the approved documents, or its first digits; other documents are not issued. */
  approved?: string | undefined;
  /** Name of the person who issues; absent = the user of the process. */
  by?: string | undefined;
}

/** Corrections of a month, issued or only shown. */
export interface CorrectionResult {
  month: Month;
  /** False for a dry run. */
  issued: boolean;
  /** Month whose document date the corrections get. */
  dated_in: Month;
  /** By customer id; empty if no amount changed. */
  corrections: CorrectedCustomer[];
  /** The documents, in the order of `corrections`. */
  documents: InvoiceDocument[];
  /** Content hash of the documents; null if there is none. */
  drafts_sha256: string | null;
  /** Folder of the reports, relative to the workspace; absent if nothing was issued. */
  reports?: string;
}

/** A customer's month, as issued and as calculated today; amounts with two decimals. */
export interface CorrectedCustomer {
  number: string;
  kind: DocumentKind;
  refers_to?: string;
  customer_id: string;
  customer_name: string;
  currency: string;
  issued: string;
  now: string;
  difference: string;
  lines: CorrectedLine[];
}

/** A charge whose amount changed, with the causes. */
export interface CorrectedLine {
  app_id: string;
  sku: string;
  kind: 'prepaid' | 'postpaid';
  order_id?: string;
  /** Tax rate of its amounts; absent in months without tax. */
  tax_percent?: string;
  tax_included?: true;
  issued: string;
  now: string;
  difference: string;
  causes: Cause[];
}
