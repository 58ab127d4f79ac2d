import type { InvoiceDocument } from '../invoice/document.ts';
import type { DocumentState } from '../ledger/document-states.ts';

/** An issued document in a list. */
export interface ListedInvoice {
  [column: string]: string | null;
  number: string;
  kind: string;
  status: DocumentState;
  refers_to: string | null;
  month: string;
  customer_id: string;
  customer_name: string;
  currency: string;
  prepaid: string;
  postpaid: string;
  total: string;
  /** Amounts without tax, of tax, and with it; the last is the amount to pay. */
  net_total: string;
  tax_total: string;
  gross_total: string;
  /** Amount of an invoice and its corrections; null for a correction. */
  net: string | null;
  issue_date: string;
  due_date: string;
  /**
   * `open`, `part-paid`, `overdue`, `paid` or `settled` today. Null for a credit note, before the issue
   * date, and in a workspace without payments.
   */
  payment_status: string | null;
  /** Amounts today, two decimals: paid, and left after credit notes; null without a status. */
  paid: string | null;
  open: string | null;
  /** SHA-256 of the file `NUMBER.json`, as sent. */
  json_file_sha256: string;
}

/** An issued document, and the documents that were issued for it later. */
export interface ShownInvoice {
  document: InvoiceDocument;
  /** Text of the file `NUMBER.json`, as sent. */
  json: string;
  /** The files of the document as sent, by name, with their SHA-256. */
  files: { name: string; sha256: string }[];
  /** Credit and debit notes, in the order of their issue. */
  corrections: { number: string; total: string; gross_total: string; currency: string }[];
  voided: { reason: string; replaced_by: string | null } | undefined;
}
