import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { MonthSummary } from '../../src/invoice/summary.ts';

/** A month's documents, as they are reported. */
export interface BilledMonth {
  /** By number. */
  invoices: InvoiceDocument[];
  summary: MonthSummary;
  /** Numbers that this run issued. */
  newNumbers: string[];
  /** Issued invoices that would be other ones by what is known now. */
  outdated: OutdatedInvoice[];
}

export interface OutdatedInvoice {
  number: string;
  customer_id: string;
  issued_total: string;
  /** What the invoice would come to now. */
  current_total: string;
}
