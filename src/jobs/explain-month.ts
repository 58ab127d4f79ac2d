/**
 * Things that a line's amount is explained by: lines of delivered files that were counted again, rows of purchases,
 * day values that were delivered, or rows of settings such as roaming.csv.
 */
export const explanations = ['lines', 'orders', 'daily', 'settings'] as const;
export type ExplainedBy = (typeof explanations)[number];

/** The amounts of a month, explained and counted again. Amounts are sums without signs, so refunds do not cancel. */
export interface ExplainedMonth extends ExplainedShare {
  month: string;
  /** Sums of each currency, by currency. */
  totals: ExplainedTotal[];
  documents: ExplainedDocument[];
  /** All lines of all documents, by document and line. */
  charges: ExplainedCharge[];
}

/** Numbers of lines and the share of the amounts that is explained. */
export interface ExplainedShare {
  lines: number;
  explained_lines: number;
  /** Explained lines of 0.00. */
  zero_lines: number;
  /**
   * Percent with at most two decimals, rounded down: 100 only if every line is explained. Of the amounts, or of the
   * lines where all amounts are zero.
   */
  share: string;
}

/** Sums of one currency, two decimals. */
export interface ExplainedTotal {
  currency: string;
  amount: string;
  explained: string;
  /** Explained amount by what explains it. */
  by: Record<ExplainedBy, string>;
}

export interface ExplainedDocument extends ExplainedShare {
  number: string;
  customer_id: string;
  currency: string;
  /** Sum of the lines' amounts without signs, two decimals. */
  amount: string;
  explained: string;
}

/** A line of a document. */
export interface ExplainedCharge {
  number: string;
  app_id: string;
  sku: string;
  order_id?: string;
  amount: string;
  /** Absent if the line is not explained. */
  by?: ExplainedBy;
  /** The values that decide the amount, as counted again; only of explained usage. */
  values?: CountedValue[];
  /** Why the line is not explained. */
  why?: string[];
  /** True if something that was counted or rated again differs from what was billed. */
  differs?: true;
}

/** A day's value, counted again from delivered lines. */
export interface CountedValue {
  metric: string;
  /** Billing day; the month of a value of the whole month. */
  day: string;
  /** Start of the slot, RFC 3339 in the billing zone; bandwidth only. */
  slot?: string;
  quantity: string;
  /** Delivered lines that the metric counts, and the files that they are in. */
  lines: string;
  files: string;
}
