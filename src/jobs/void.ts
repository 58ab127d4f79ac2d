import type { Month } from '../calendar/month.ts';
import type { InvoiceDocument } from '../invoice/document.ts';

/** An invoice to void. */
export interface VoidOptions {
  number: string;
  reason: string | undefined;
  /** Month whose document date the documents get; absent = the one after the last issued. */
  openMonth?: Month | undefined;
  /** True if a new invoice is issued from what is known today. */
  isReplaced: boolean;
  /** Name of the person who voids it; absent = the user of the process. */
  by?: string | undefined;
}

/** A voided invoice with the documents that were issued for it. */
export interface VoidResult {
  number: string;
  month: Month;
  reason: string;
  dated_in: Month;
  credit_note: InvoiceDocument;
  /** Null if there is nothing to invoice, or no replacement was wanted. */
  replacement: InvoiceDocument | null;
  /** Folder of the reports, relative to the workspace. */
  reports: string;
}
