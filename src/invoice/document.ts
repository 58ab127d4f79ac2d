import type { Projection } from './projection.ts';

/**
 * An invoice as it is frozen, hashed, stored and rendered. The keys are the contract of the
 * `--json` output and of the canonical JSON file; every value is text (or a list of records), so
 * that no reader's floating point can touch an amount.
 *
 * Whatever a report shows is in here: a renderer is a pure function of this document.
 */
export interface InvoiceDocument {
  format: 'imbill-invoice/1';
  /** Absent = `invoice`. */
  kind?: DocumentKind;
  /** Number of the document that this one corrects, cancels or replaces. */
  refers_to?: string;
  /** Why a credit or debit note was issued. */
  reason?: string;
  /** What a credit or debit note corrects. */
  corrects?: CorrectedMonth;
  /** Why the amounts are others than issued, by code; of a correction. */
  causes?: CorrectionCause[];
  /** Its place in the ledger; absent in a preview, and in documents of imbill 0.1. */
  ledger?: LedgerPlace;
  /** Gapless per issuer and year, such as `INV-2026-000001`; `PREVIEW-…` while it is none. */
  number: string;
  /** Billing month, `YYYY-MM`. */
  month: string;
  customer_id: string;
  customer_name: string;
  /** Who sends the invoice; empty text where the workspace names none. */
  issuer: string;
  /** ISO 4217 code, such as `CNY`. */
  currency: string;
  /** IANA zone in which days and months are cut. */
  time_zone: string;
  /** Name of the series of dated price books. */
  price_list: string;
  /** Books that priced at least one line, in the order of their dates. */
  price_books: PriceBookReference[];
  /** Contracts that priced at least one line, by first day and name; absent where none did. */
  contracts?: ContractReference[];
  /** Billing day, `YYYY-MM-DD`: the 1st of the next month. */
  issue_date: string;
  /** Billing day, inclusive. */
  due_date: string;
  /** Sum of the printed prepaid lines, two decimals. */
  prepaid: string;
  /** Sum of the printed postpaid lines, two decimals. */
  postpaid: string;
  /** `prepaid` + `postpaid`. */
  total: string;
  apps: { app_id: string; app_name: string }[];
  /** By app, prepaid before postpaid, then as the book lists its charges. */
  lines: InvoiceLine[];
  findings: Finding[];
  /** Whether each app had a plan, and which packs, day by day; absent in documents of imbill 0.1. */
  services?: AppServices[];
  /** What each app may have and what it had; absent in documents of imbill 0.1. */
  allowances?: Allowance[];
  /** What the charts show and the lines were counted from. */
  usage: UsageSeries[];
  /** What the running month may come to; only in a preview, an issued document never has it. */
  projection?: Projection;
}

/** A correction is a document of its own: a credit note over less than nothing, or a debit note. */
export type DocumentKind = 'invoice' | 'credit_note' | 'debit_note';

/** What the customer's month was issued with so far, and what it comes to as known now. */
export interface CorrectedMonth {
  /** Of the invoice that is corrected. */
  number: string;
  /** Sum of the invoice and its corrections so far, two decimals. */
  issued: string;
  now: string;
}

/** What was learnt after the invoice was issued, or was done otherwise. */
export interface CorrectionCause {
  /** Stable, such as `late-data`; listed in docs/correct.md. */
  code: string;
  text: BilingualText;
}

/** Where a document stands in the ledger, and what it was made from. */
export interface LedgerPlace {
  /** Whole number from 1, without a gap. */
  position: string;
  /** SHA-256 of the manifest of all facts that decided it, lower-case hex. */
  content_sha256: string;
  /** SHA-256 of the document before it; empty text for the first. */
  previous_sha256: string;
  /**
   * File that has the hash `previous_sha256`, such as `INV-2026-000001.json`; empty text for the first.
   * Absent in documents of imbill 0.2, whose hash is that of the file without its last line feed.
   */
  previous_file?: string;
}

export interface PriceBookReference {
  list: string;
  /** First day in force, `YYYY-MM-DD`. */
  from: string;
  /** SHA-256 of the book's effective content, lower-case hex. */
  sha256: string;
}

/** Prices of a customer or an app that differ from its list's. */
export interface ContractReference {
  name: string;
  /** First day in force, `YYYY-MM-DD`. */
  from: string;
  /** Last day in force, inclusive; absent = until further notice. */
  until?: string;
  source: string;
  /** SHA-256 of the contract's content, lower-case hex. */
  sha256: string;
}

/** One charge. Numbers are plain decimal text without exponent or grouping. */
export interface InvoiceLine {
  app_id: string;
  sku: string;
  kind: 'prepaid' | 'postpaid';
  /** What was sold, for people. */
  title: BilingualText;
  /** Month quantity before inclusion and blocks, in `unit`; postpaid only. */
  usage?: string;
  /** The same as a fraction such as `2/3`; only where `usage` is rounded to nine decimals. */
  exact_usage?: string;
  /** Unit of `usage`: `users`, `Mbps`, `groups`. */
  unit?: string;
  /** Quantity that costs nothing, in `unit`; only where the charge includes one. */
  included?: string;
  /** What `unit_price` is multiplied with: months bought, started blocks, Mbps-days, blocks × months. */
  quantity: string;
  /** The same as a fraction; only where `quantity` is rounded to nine decimals. */
  exact_quantity?: string;
  unit_price: string;
  /** The same as a fraction; only where `unit_price` is rounded to nine decimals. */
  exact_unit_price?: string;
  /** What each tier contributes; only where the charge has tiers and something is charged. */
  tiers?: LineTier[];
  /** Percent taken off `quantity` × `unit_price`; only where there is one. */
  discount?: string;
  /** The charge's minimum; only where the sum, less its discount, comes to less. */
  minimum?: string;
  /** The charge's maximum; only where the sum, less its discount, comes to more. */
  maximum?: string;
  /**
   * `quantity` × `unit_price`, less `discount`, or `minimum` or `maximum`, rounded once by the rule of
   * the price book; two decimals; negative for a refund.
   */
  amount: string;
  /** Day of the value that decides, mostly the highest (the earliest of several); postpaid only. */
  peak_date?: string;
  /** Start of the deciding bandwidth slot, RFC 3339 in the billing zone. */
  peak_at?: string;
  /** Order this line invoices; prepaid only. */
  order_id?: string;
  /** First and last billing day of what was bought, inclusive; purchases only. */
  valid_from?: string;
  valid_until?: string;
  /** What the charge was issued with so far, and what it comes to now; corrections only. */
  corrects?: CorrectedCharge;
  /** Codes of the causes; corrections only. */
  causes?: string[];
  /** How the amount came about, one sentence each. */
  explanation: BilingualText;
  /** Where the price comes from, as its book or contract says. */
  source: string;
  /** The contract that changed the list's price; absent where the list alone prices the line. */
  contract?: Pick<ContractReference, 'name' | 'from' | 'until'>;
}

/** `amount` of the line is `now` − `issued`. */
export interface CorrectedCharge {
  issued: string;
  now: string;
  /** Month quantities, where the charge has one. */
  usage_issued?: string;
  usage_now?: string;
}

/** What a tier of a charge contributes: `quantity` × `unit_price` + `flat`. */
export interface LineTier {
  /** Where the tier ends, inclusive, above what is included; absent for the last. */
  up_to?: string;
  quantity: string;
  /** The same as a fraction; only where `quantity` is rounded to nine decimals. */
  exact_quantity?: string;
  unit_price: string;
  flat?: string;
}

export interface BilingualText {
  en: string;
  zh: string;
}

/** Something a person should look at. Never changes an amount. */
export interface Finding {
  /** Stable, kebab-case; listed in docs/findings.md. */
  code: string;
  app_id: string;
  message: string;
}

/** How an app stood with what it had bought, by purchases up to the month's end. */
export interface AppServices {
  app_id: string;
  /**
   * Last day, inclusive, up to which plans are paid for without a gap, seen from the month's last
   * day; absent without a plan, and for one that is valid for ever.
   */
  valid_until?: string;
  /** Last day to renew after it; absent where that is over before the month is. */
  renew_until?: string;
  /** All plans taken together: runs of days, ascending, without a gap, over the whole month. */
  plan: PlanDays[];
  /** The plans that `plan` names, by SKU. */
  plans: { sku: string; title: BilingualText }[];
  /** Packs that were valid, or could be renewed, on a day of the month; by SKU, runs likewise. */
  packs: { sku: string; title: BilingualText; days: PackDays[] }[];
}

/** Billing days, both inclusive. */
export interface PlanDays {
  from: string;
  until: string;
  /**
   * `grace`: over, but can still be renewed. `suspended`: over. `released`: suspended for 90 days.
   * `none`: never bought until then.
   */
  state: 'none' | 'active' | 'grace' | 'suspended' | 'released';
  /** The plan that decides, and its order; absent with the state `none`. */
  sku?: string;
  order_id?: string;
}

export interface PackDays {
  from: string;
  until: string;
  /** `idle`: valid, but no plan that the pack needs is active or in grace. */
  state: Exclude<PlanDays['state'], 'released'> | 'idle';
  order_id?: string;
}

/** What an app may have of one thing in the month, and what of it can be seen in its usage. */
export interface Allowance {
  app_id: string;
  /** As price books name it: `accounts`, `avchatrooms`, `group_members`, …. */
  of: string;
  /** Runs of the month's days on which a price book is in force, ascending. */
  allowed: AllowedDays[];
  /**
   * `daily`: usage gives a value a day. `at_least`: users who logged in, of all accounts that there
   * may be. `no`: usage does not tell.
   */
  observable: 'daily' | 'at_least' | 'no';
  /** The highest value, and the earliest day that has it; of the month as a whole without a day. */
  observed?: { quantity: string; date?: string };
  /** Present where more was observed than is allowed. */
  exceeded?: ExceededAllowance;
}

export interface AllowedDays {
  from: string;
  until: string;
  /** Whole number, `unlimited`, or `not_stated` where the plan does not speak of it. */
  most: string;
  /** SKU that allows it; empty where there is no plan. */
  by: string;
}

export interface ExceededAllowance {
  /** First day on which it was seen; absent where only the month as a whole shows it. */
  from?: string;
  /** The highest value above what was allowed, and its day where it has one. */
  quantity: string;
  date?: string;
  /** What was allowed then, and by which SKU. */
  most: string;
  by: string;
  /** What would have allowed it at the least price; no SKU where nothing in the price book does. */
  remedy: Remedy;
}

export interface Remedy {
  /** A plan, a pack, or a plan and a pack that needs it. */
  skus: string[];
  /** Two decimals, of one month, by the book of the day; absent without SKUs. */
  price?: string;
}

/** Daily values of one metric of one app over the whole month. */
export interface UsageSeries {
  app_id: string;
  metric: string;
  unit: string;
  /** One entry a day of the month, ascending. `quantity` is null where there is no data. */
  days: UsageDay[];
}

export interface UsageDay {
  /** `YYYY-MM-DD`. */
  date: string;
  quantity: string | null;
  /** The same as a fraction; only where `quantity` is rounded to nine decimals. */
  exact_quantity?: string;
  /** Start of the deciding slot, RFC 3339 in the billing zone; bandwidth only. */
  peak_at?: string;
}
