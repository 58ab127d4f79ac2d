import type { Versions } from '../billing/billing-facts.ts';
import type {
  BilingualText,
  DocumentKind,
  DocumentTax,
  PriceBookReference,
} from '../invoice/document.ts';

/** Lines of a document to explain. */
export interface ExplainOptions {
  number: string;
  sku?: string | undefined;
  appId?: string | undefined;
  /** True if the delivered lines are listed too. */
  withRows: boolean;
}

/** Origin of a document's amounts. Numbers are text. */
export interface Explanation {
  number: string;
  month: string;
  customer_id: string;
  currency: string;
  prepaid: string;
  postpaid: string;
  total: string;
  /** Tax of the document and its kind; absent without tax. */
  tax?: DocumentTax;
  kind?: DocumentKind;
  /** IANA zone of its billing days. Absent, as `versions`, if the ledger has no facts of it. */
  time_zone?: string;
  versions?: Versions;
  lines: ExplainedLine[];
}

/** Origin of one line's amount. */
export interface ExplainedLine {
  app_id: string;
  sku: string;
  amount: string;
  /** Rate, and shares of the document's net amount and tax; absent without tax. */
  tax?: { percent: string; net: string; tax: string };
  explanation: BilingualText;
  /** Origin of the price, as its book says. */
  source: string;
  /** Metric of the charge. Like all keys below, only for usage of which the ledger has facts. */
  metric?: string;
  /** The charge of the price book, as a sentence. */
  rule?: string;
  /** The first book of the list with these terms of the charge; a contract may change them. */
  set_by?: PriceBookReference & { source: string };
  /** A query for `imbill sql` that returns the month's quantity. */
  sql?: string;
  /** Result of that query today; null if nothing is measured. */
  quantity_now?: string | null;
  /** Day of the value that decides the amount, and the start of its slot. */
  day?: string;
  slot?: string;
  evidence?: LineEvidence;
  /** Each day of a sum, ascending; only of a charge that was asked for and adds up days. */
  days?: ExplainedDay[];
}

/** A day of a sum. */
export interface ExplainedDay {
  /** Billing day. */
  day: string;
  /** Null without data. */
  quantity: string | null;
  /** `quantity` as a fraction; only if it is rounded to nine decimals. */
  exact_quantity?: string;
  /** Start of the slot that decides, RFC 3339 in the billing zone; bandwidth only. */
  slot?: string;
  /** With the delivered lines; absent without data. */
  evidence?: LineEvidence;
}

/** Delivered data behind a day's value. */
export interface LineEvidence {
  /** Delivered files. `users` are distinct within a file; `value` was measured by the platform. */
  files: { file: string; lines: string; users?: string; value?: string }[];
  /** Rates of the slot by node; an empty name for lines without a node. */
  nodes: { node: string; mbps: string }[];
  /** Segments that are not in the lake. */
  missing: string[];
  /** When, by whom and why the rows were removed; absent if they are there. */
  erased?: string;
  /** The first delivered lines, by file and line number. */
  rows?: EvidenceRow[];
  /** Number of all delivered lines. */
  rows_in_all?: string;
}

/** A delivered line. */
export interface EvidenceRow {
  file: string;
  line: string;
  /** RFC 3339, UTC. A day for a value that the platform measured; empty if the time is not stored. */
  time: string;
  /** User, node and rate, event and group, or the value. */
  what: string;
}
