import type {
  BilingualText,
  CustomerDetails,
  DocumentLanguage,
  Finding,
  IssuerDetails,
} from '../invoice/document.ts';
import type { Logo } from '../invoice/logo.ts';
import type { Contract } from '../prices/contract.ts';
import type { PriceBook } from '../prices/price-book.ts';
import type { Edition } from '../rating/edition.ts';
import type { AppSetting, DailyUsage, Purchase, RoamingSetting } from '../rating/types.ts';
import { parseFact, type StoredFacts } from './facts.ts';

/** All facts that decide one customer's month. Plain JSON: no maps, only whole numbers. */
export interface BillingFacts {
  /** Billing month, `YYYY-MM`. */
  month: string;
  /** Edition of the rating rules; absent = 1, from imbill before 0.3. */
  edition?: Edition;
  /** Month with whose documents it is dated; absent = the billing month itself. */
  issued_in?: string;
  issuer: string;
  /** Absent if imbill.yaml has only the issuer's name. */
  issuer_details?: IssuerDetails;
  /** Logo that `issuer_details` names; absent without one. */
  logo?: Logo;
  /** Title of an invoice; absent = 账单, Invoice. */
  title?: BilingualText;
  /** Pages of the document show the code of the currency alone; absent = also its sign. */
  currency_as?: 'code';
  /** IANA time zone of billing days and months. */
  time_zone: string;
  customer: CustomerFacts;
  /** Usage of the customer's apps in the month, by app, metric and day. */
  usage: DailyUsage[];
  /** Distinct users of the month, by app. */
  monthly_users: { app_id: string; users: string }[];
  /** Findings of measuring. */
  noted: Finding[];
  /** Purchases up to the month's end. */
  purchases: Purchase[];
  /** Roaming settings up to the month's end. */
  roaming: RoamingSetting[];
  /** Settings of app-settings.csv up to the month's end; absent = none. */
  app_settings?: AppSetting[];
  /** Effective books of the customer's list; of several lists, each on the days of its list. */
  price_books: PriceBook[];
  /** Effective books of lists that orders of other customers name; absent = there are none. */
  other_books?: PriceBook[];
  /** Contracts of the customer and of its apps. They replace prices of the list; absent = none. */
  contracts?: Contract[];
}

/** A customer as customers.csv has it in the month. */
export interface CustomerFacts {
  customer_id: string;
  name: string;
  /** List of the first day of the month on which the customer has an app. */
  price_list: string;
  /** Apps by id; before imbill 0.3 in the order of customers.csv. */
  apps: {
    app_id: string;
    app_name: string;
    /** True if the month's usage is billed to another customer, who had the app before. */
    usage_of_other?: true;
  }[];
  /** Absent if only id and name are known. */
  details?: CustomerDetails;
  /** Only language of the documents; absent = Chinese and English. */
  language?: DocumentLanguage;
  /** True if the customer pays no tax; absent = pays. */
  tax_exempt?: true;
}

/** Versions of what measured and priced. */
export interface Versions {
  imbill: string;
  duckdb: string;
  /**
   * Hash of the offsets of `time_zone` up to the month's end in DuckDB's zone data; absent before 0.3.
   */
  time_zone_sha256?: string;
}

/** The SQL and the versions that made the facts. */
export interface Provenance {
  /** Name of a file of sql/ → its text. */
  sql: Record<string, string>;
  versions: Versions;
}

/** The facts of a document, and their provenance. */
export interface DocumentBasis {
  facts: BillingFacts;
  provenance: Provenance;
}

/** The manifest of a document's facts: their hashes. An invoice shows the manifest's hash. */
export interface Content {
  format: 'imbill-content/1';
  month: string;
  /** Edition of the rating rules, as in `BillingFacts`. */
  edition?: Edition;
  issued_in?: string;
  customer: string;
  /** Hash of the issuer's logo; absent without one. */
  logo?: string;
  usage: string;
  purchases: string;
  price_books: string[];
  /** Hashes of the books of other customers' lists; absent if no order needs them. */
  other_books?: string[];
  /** Hashes of contracts; absent if the customer has none. */
  contracts?: string[];
  sql: string;
  versions: Provenance['versions'];
}

/**
 * Returns the facts of a content hash from facts that were read, with logo and SQL.
 *
 * @throws {DamagedFact} If one of them is missing or was altered.
 */
export function parseContent(facts: StoredFacts, contentSha256: string): DocumentBasis {
  const { content, rated } = parseRatedFacts(facts, contentSha256);
  const logo = content.logo === undefined ? undefined : parseFact<Logo>(facts, content.logo);
  const sql = parseFact<Provenance['sql']>(facts, content.sql);
  return {
    facts: { ...rated, ...(logo !== undefined && { logo }) },
    provenance: { sql, versions: content.versions },
  };
}

/** Facts that decide the amounts: all but the logo. */
export type RatedFacts = Omit<BillingFacts, 'logo'>;

/**
 * Returns the manifest of a content hash, and the facts that decide the amounts. Logo and SQL need not
 * be there.
 *
 * @throws {DamagedFact} If one of them is missing or was altered.
 */
export function parseRatedFacts(
  facts: StoredFacts,
  contentSha256: string,
): { content: Content; rated: RatedFacts } {
  const content = parseFact<Content>(facts, contentSha256);
  const { issuer, issuer_details, title, currency_as, time_zone, ...customer } = parseFact<
    CustomerFacts &
      Pick<BillingFacts, 'issuer' | 'issuer_details' | 'title' | 'currency_as' | 'time_zone'>
  >(facts, content.customer);
  const usage = parseFact<Pick<BillingFacts, 'usage' | 'monthly_users' | 'noted'>>(
    facts,
    content.usage,
  );
  const bought = parseFact<Pick<BillingFacts, 'purchases' | 'roaming' | 'app_settings'>>(
    facts,
    content.purchases,
  );
  const booksOf = (hashes: readonly string[]) =>
    hashes.map((sha256) => parseFact<PriceBook>(facts, sha256));
  const contracts = (content.contracts ?? []).map((sha256) => parseFact<Contract>(facts, sha256));
  const rated: RatedFacts = {
    month: content.month,
    ...(content.edition === undefined ? {} : { edition: content.edition }),
    ...(content.issued_in === undefined ? {} : { issued_in: content.issued_in }),
    issuer,
    ...(issuer_details !== undefined && { issuer_details }),
    ...(title !== undefined && { title }),
    ...(currency_as !== undefined && { currency_as }),
    time_zone,
    customer,
    ...usage,
    ...bought,
    price_books: booksOf(content.price_books),
    ...(content.other_books !== undefined && { other_books: booksOf(content.other_books) }),
    ...(contracts.length > 0 && { contracts }),
  };
  return { content, rated };
}
