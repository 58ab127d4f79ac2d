import type { Finding, PriceBookReference } from './document.ts';

/** Issued months priced anew by another price book. All numbers are text, amounts with two decimals. */
export interface SimulationDocument {
  format: 'imbill-simulation/1';
  /** First and last billing month, `YYYY-MM`. */
  from: string;
  to: string;
  /** The book of the file, with its own date and hash, and the file's name. */
  book: PriceBookReference & { file: string; source: string };
  /** List of the customers whose months were priced. */
  price_list: string;
  /** First billing day that the book prices: the 1st of `from`, or its own with `--as-dated`. */
  in_force_from: string;
  currency: string;
  /** By app and SKU of a customer and month, in that order. */
  charges: SimulatedCharge[];
  /** By month and customer id. */
  invoices: SimulatedInvoice[];
  customers: (Compared & { customer_id: string; customer_name: string })[];
  months: (Compared & { month: string })[];
  skus: (Compared & { sku: string; title: { en: string; zh: string } })[];
  total: Compared;
  /** Months of the range without an invoice of the list, ascending. */
  months_without_invoices: string[];
  /** Invoices that keep no facts: those of imbill 0.1. */
  skipped: { number: string; month: string; customer_id: string }[];
  /** Findings that the book would add to an invoice. */
  findings: (Finding & { customer_id: string; month: string })[];
}

/** Issued and simulated amount, and `simulated` − `issued`. */
export interface Compared {
  issued: string;
  simulated: string;
  difference: string;
}

export interface SimulatedCharge extends Compared {
  customer_id: string;
  month: string;
  app_id: string;
  sku: string;
  kind: 'prepaid' | 'postpaid';
  title: { en: string; zh: string };
}

export interface SimulatedInvoice extends Compared {
  month: string;
  customer_id: string;
  customer_name: string;
  /** The issued invoice. */
  number: string;
}
