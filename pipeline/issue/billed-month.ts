import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { MonthSummary } from '../../src/invoice/summary.ts';

/** A month's documents for the reports. */
export interface BilledMonth {
  /** Documents by number. */
  invoices: InvoiceDocument[];
  summary: MonthSummary;
  /** Numbers that this run issued. */
  newNumbers: string[];
  /** Issued invoices whose total would differ if recalculated today. */
  outdated: OutdatedInvoice[];
}

export interface OutdatedInvoice {
  number: string;
  customer_id: string;
  issued_total: string;
  /** Total if recalculated today. */
  current_total: string;
}
