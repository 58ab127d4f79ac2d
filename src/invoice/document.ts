import type { Projection } from './projection.ts';

/**
 * An invoice as it is frozen, hashed, stored and rendered. Its keys are the contract of `--json`
 * and of the canonical JSON file. Every value is text (or a list of records), so that no
 * reader's floating point can touch an amount.
 *
 * It has all that reports show: a renderer is a pure function of this document.
 */
export interface InvoiceDocument {
  format: 'imbill-invoice/1';
  /** Absent = `invoice`. */
  kind?: DocumentKind;
  /** Number of the document that this one corrects, cancels or replaces. */
  refers_to?: string;
  /** Why a credit or debit note was issued. */
  reason?: string;
  /** Amounts that a credit or debit note corrects. */
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
  /** The issuer's address and accounts, as they were on the issue; absent where only a name is known. */
  issuer_details?: IssuerDetails;
  /** The customer's address and ids in the month; absent where only id and name are known. */
  customer_details?: CustomerDetails;
  /** Only language of its pages; absent = Chinese and English. */
  language?: DocumentLanguage;
  /** Title of an invoice that the workspace sets; absent = 账单, Invoice. */
  title?: BilingualText;
  /** ISO 4217 code, such as `CNY`. */
  currency: string;
  /** Totals of its pages have no sign such as ¥; absent = they have one. */
  currency_as?: 'code';
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
  /** `prepaid` + `postpaid`: the sum of the printed lines. */
  total: string;
  /** Tax of the document; absent where no price book that priced it names one. */
  tax?: DocumentTax;
  apps: { app_id: string; app_name: string }[];
  /** By app, prepaid before postpaid, then as the book lists its charges. */
  lines: InvoiceLine[];
  findings: Finding[];
  /** State of each app's plan and packs, day by day; absent in documents of imbill 0.1. */
  services?: AppServices[];
  /** Allowance and usage of each app; absent in documents of imbill 0.1. */
  allowances?: Allowance[];
  /** Daily values of the charts, from which the lines are calculated. */
  usage: UsageSeries[];
  /** Projection of the running month; only in a preview, never in an issued document. */
  projection?: Projection;
}

/** Language of a document that has only one. */
export type DocumentLanguage = 'zh' | 'en';

/** Details of an issuer beside its name. All texts as imbill.yaml gives them. */
export interface IssuerDetails {
  /** Lines of the address. */
  address?: string[];
  tax_id?: string;
  bank_account?: string;
  /** How to reach the issuer: person, phone, e-mail. */
  contact?: string;
  logo?: LogoReference;
}

/** A logo by its content; the ledger has its bytes. */
export interface LogoReference {
  media_type: 'image/png' | 'image/jpeg';
  /** SHA-256 of the file, lower-case hex. */
  sha256: string;
}

/** Details of a customer beside id and name. All texts as customers.csv gives them. */
export interface CustomerDetails {
  /** Lines of the address. */
  address?: string[];
  tax_id?: string;
  contact?: string;
  email?: string;
  /** Number of the customer's purchase order. */
  purchase_order?: string;
  /** Values of the columns `tag:NAME`, by name. */
  tags?: Record<string, string>;
}

/**
 * Tax of a document, calculated once for each rate of the document. Amounts with two decimals;
 * `net` + `tax` = `gross`, also of each rate.
 */
export interface DocumentTax {
  /** Lines by percent and by whether their amounts include the tax, the lowest percent first. */
  rates: TaxRate[];
  net: string;
  tax: string;
  /** Amount to pay, or to credit. */
  gross: string;
  /** True if the customer pays no tax. */
  is_exempt?: true;
}

/** The lines of one tax rate. */
export interface TaxRate {
  /** Percent as the price book writes it, such as `6`; `0` for lines without tax. */
  percent: string;
  /** True if the amounts of the lines include the tax. */
  included: boolean;
  net: string;
  tax: string;
  gross: string;
}

/** A correction is a document of its own: a credit note over less than nothing, or a debit note. */
export type DocumentKind = 'invoice' | 'credit_note' | 'debit_note';

/** Amounts of the customer's month: as issued so far, and recalculated. */
export interface CorrectedMonth {
  /** Number of the corrected invoice. */
  number: string;
  /** Sum of the invoice and its corrections so far, two decimals. */
  issued: string;
  now: string;
}

/** Reason of a correction: new data or terms, or other rules. */
export interface CorrectionCause {
  /** Stable, such as `late-data`; listed in docs/correct.md. */
  code: string;
  text: BilingualText;
}

/** Place of a document in the ledger, and the hashes of its facts. */
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
  /** Name of the item, for people. */
  title: BilingualText;
  /** Month quantity before inclusion and blocks, in `unit`; postpaid only. */
  usage?: string;
  /** `usage` as a fraction such as `2/3`; only if it is rounded to nine decimals. */
  exact_usage?: string;
  /** Unit of `usage`: `users`, `Mbps`, `groups`. */
  unit?: string;
  /** Days whose values add up to `usage`; only if it is such a sum. Absent before imbill 0.4. */
  sum_of?: SummedDays;
  /** Quantity that costs nothing, in `unit`; only where the charge includes one. */
  included?: string;
  /** Factor of `unit_price`: months bought, started blocks, Mbps-days, blocks × months. */
  quantity: string;
  /** `quantity` as a fraction; only if it is rounded to nine decimals. */
  exact_quantity?: string;
  unit_price: string;
  /** `unit_price` as a fraction; only if it is rounded to nine decimals. */
  exact_unit_price?: string;
  /** Cost of each tier; only if the charge has tiers and something is charged. */
  tiers?: LineTier[];
  /** Percent taken off `quantity` × `unit_price`; only where there is one. */
  discount?: string;
  /** The charge's minimum; only if the sum, less its discount, is lower. */
  minimum?: string;
  /** The charge's maximum; only if the sum, less its discount, is higher. */
  maximum?: string;
  /**
   * `quantity` × `unit_price`, less `discount`, or `minimum` or `maximum`, rounded once by the rule of
   * the price book; two decimals; negative for a refund.
   */
  amount: string;
  /** Percent of tax of its rate; only in documents with tax. */
  tax_percent?: string;
  /** Present if `amount` includes the tax. */
  tax_included?: true;
  /** Its share of the document's net amount and tax, two decimals; only in documents with tax. */
  net?: string;
  tax?: string;
  /** Day of the value that decides, mostly the highest (the earliest of several); postpaid only. */
  peak_date?: string;
  /** Start of the deciding bandwidth slot, RFC 3339 in the billing zone. */
  peak_at?: string;
  /** Order this line invoices; prepaid only. */
  order_id?: string;
  /** First and last billing day of what was bought, inclusive; purchases only. */
  valid_from?: string;
  valid_until?: string;
  /** Amounts of the charge: as issued so far, and recalculated; corrections only. */
  corrects?: CorrectedCharge;
  /** Codes of the causes; corrections only. */
  causes?: string[];
  /** Explanation of the amount, one sentence a language. */
  explanation: BilingualText;
  /** Source of the price, as its book or contract states it. */
  source: string;
  /** The contract that changed the list's price; absent where the list alone prices the line. */
  contract?: Pick<ContractReference, 'name' | 'from' | 'until'>;
}

/** Days of a series of the document: those of the line's app and this metric. */
export interface SummedDays {
  metric: string;
  /** Runs of billing days, both ends inclusive, ascending. */
  days: { from: string; until: string }[];
}

/** `amount` of the line is `now` − `issued`. */
export interface CorrectedCharge {
  issued: string;
  now: string;
  /** Month quantities, where the charge has one. */
  usage_issued?: string;
  usage_now?: string;
}

/** Cost of a tier: `quantity` × `unit_price` + `flat`. */
export interface LineTier {
  /** End of the tier, inclusive, above what is included; absent for the last. */
  up_to?: string;
  quantity: string;
  /** `quantity` as a fraction; only if it is rounded to nine decimals. */
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
  /** In English. */
  message: string;
  /** `customer`: shown on the pages that are sent. Absent in documents before imbill 0.4, which show all. */
  audience?: 'customer' | 'internal';
  /** Words for the audience, in both languages; absent in documents before imbill 0.4. */
  text?: BilingualText;
}

/** State of an app's services, by purchases up to the month's end. */
export interface AppServices {
  app_id: string;
  /**
   * Last day, inclusive, until which plans are paid without a gap, seen from the month's last
   * day. Absent without a plan, and for one that is valid for ever.
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

/** The limit of one thing that an app may have in the month, and its use as far as it is known. */
export interface Allowance {
  app_id: string;
  /** Name as in price books: `accounts`, `avchatrooms`, `group_members`, …. */
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
  /** Limit of that day, and the SKU that sets it. */
  most: string;
  by: string;
  /** Cheapest purchase that would have allowed it; no SKU if the price book has none. */
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
  /** `quantity` as a fraction; only if it is rounded to nine decimals. */
  exact_quantity?: string;
  /** Start of the deciding slot, RFC 3339 in the billing zone; bandwidth only. */
  peak_at?: string;
}
