import type {
  Allowance,
  AppServices,
  ContractReference,
  DocumentTax,
  Finding,
  InvoiceLine,
  PriceBookReference,
  UsageSeries,
} from '../invoice/document.ts';
import type { AppSettingName } from '../metrics/app-settings.ts';
import type { Units } from '../metrics/unit.ts';
import type { PriceBook } from '../prices/price-book.ts';
import type { Edition } from './edition.ts';

/**
 * A day's value of one metric, exact: `numerator` / `denominator`.
 *
 * Users and groups have the denominator 1. Bandwidth is bits of a slot, divided by
 * `slot_seconds` × 1,000,000 to be Mbps. No decimal can always hold that (1 byte in 300 s).
 */
export interface DailyUsage {
  appId: string;
  /** `dau`, `bandwidth_domestic_mbps`, `groups`, … */
  metric: string;
  /** Billing day, `YYYY-MM-DD`. */
  usageDate: string;
  /** Decimal text, 0 or more. */
  numerator: string;
  /** Decimal text, more than 0. */
  denominator: string;
  /** Start of the deciding slot, RFC 3339 in the billing zone; bandwidth only. */
  peakAt?: string;
}

/** A record of purchases.csv. */
export interface Purchase {
  orderId: string;
  appId: string;
  sku: string;
  /** Billing day of the purchase, `YYYY-MM-DD`. */
  boughtOn: string;
  /** Its instant, RFC 3339 in UTC with `Z`; absent where only the day is known. */
  boughtAt?: string;
  /**
   * Place in the file, from 1, among orders of the app and SKU at one instant; absent if it is
   * the only one.
   */
  place?: number;
  /** Natural months bought, 1 or more. */
  months: number;
  /** A refund pays a purchase back and ends it; a credit is given without one and ends nothing. */
  kind: 'purchase' | 'refund' | 'credit';
  /** Decimal text of what is paid back or given, positive; refunds and credits only. */
  refundAmount?: string;
  /**
   * Price list of the customer who is billed the order, if that is another customer, who had the app
   * before or after. It counts for validity, and has no line.
   */
  otherList?: string;
}

/** A record of roaming.csv: from this day on, so much roaming, or days of history, beyond the free days. */
export interface RoamingSetting {
  appId: string;
  /** Billing day, `YYYY-MM-DD`. */
  from: string;
  /** 0 or more. */
  extraMonths: number;
  /** 0 or more; absent = 30 for each of `extraMonths`. */
  historyDays?: number;
}

/** A record of app-settings.csv: from this day on the app has set something to a value. */
export interface AppSetting {
  appId: string;
  setting: AppSettingName;
  /** Billing day, `YYYY-MM-DD`. */
  from: string;
  /** 0 or more, whole. */
  value: number;
}

export interface RatingInput {
  /** Units of metrics and settings, for explanations and findings. */
  units: Units;
  /** Absent = the latest. */
  edition?: Edition;
  /** Billing month, `YYYY-MM`. */
  month: string;
  /** The customer's apps, in the order to be shown. */
  appIds: readonly string[];
  /** Usage of the customer's apps and the month's days only; any order. */
  usage: readonly DailyUsage[];
  /** Distinct users of the whole month (the metric `mau`), by app; absent without login data. */
  monthlyUsers: ReadonlyMap<string, string>;
  /** All purchases ever made for the apps; any order. */
  purchases: readonly Purchase[];
  /** All roaming settings ever made for the apps; any order. */
  roaming: readonly RoamingSetting[];
  /** All settings ever made of the apps; any order, absent = none. */
  appSettings?: readonly AppSetting[];
  /** All books of the customer's price list, any order. */
  books: readonly PriceBook[];
  /** The books of apps with contracts: the list's with the contracts' prices in them, any order. */
  booksOfApps?: ReadonlyMap<string, readonly PriceBook[]>;
  /** True if the customer pays no tax. */
  isTaxExempt?: boolean;
  /** Books of the lists that orders of other customers name, any order; absent = there are none. */
  otherBooks?: readonly PriceBook[];
}

/** Lines, findings and totals of one customer's month. */
export interface RatedMonth {
  currency: string;
  prepaid: string;
  postpaid: string;
  total: string;
  /** Absent where no book that priced a line names a tax. */
  tax?: DocumentTax;
  lines: InvoiceLine[];
  findings: Finding[];
  /** One entry an app, in the order of `appIds`. */
  services: AppServices[];
  /** By app, then as `allowanceNames`. */
  allowances: Allowance[];
  usage: UsageSeries[];
  priceBooks: PriceBookReference[];
  /** Contracts that priced at least one line, by first day and name. */
  contracts: ContractReference[];
}
