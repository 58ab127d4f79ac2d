import type { AgreedDifference } from '../prices/agreed-terms.ts';
import type { BookDiff } from '../prices/diff-books.ts';
import type { PriceBook } from '../prices/price-book.ts';

/** A price book to show: the one of a list that is in force on a day. */
export interface BookChoice {
  /** A price list; undefined = the workspace's. */
  list: string | undefined;
  /** A day, `YYYY-MM-DD`; undefined = the last book. */
  on: string | undefined;
}

/** A price book in the list of all books. */
export interface DatedBook {
  list: string;
  from: string;
  /** Last day in force; null = until further notice. */
  until: string | null;
  currency: string;
  sha256: string;
  source: string;
}

/** All books of a price list, by date. */
export interface BookSeries {
  list: string;
  /** Today in the time zone of the workspace; outside a workspace, in UTC. */
  today: string;
  books: (Omit<DatedBook, 'list'> & { in_force: boolean })[];
}

/** Two books to compare: each a day, `LIST@DAY`, or a file. */
export interface DiffOptions {
  before: string;
  after: string;
  /** List of a day that names none; undefined = the workspace's. */
  list: string | undefined;
}

/** Two books and their differences. */
export interface PriceDiff extends BookDiff {
  before: ComparedBook;
  after: ComparedBook;
  /** True if nothing differs, apart from sources. */
  same: boolean;
}

/** Identity of a compared book. */
export type ComparedBook = Pick<PriceBook, 'list' | 'from' | 'sha256'> & { until: string | null };

/** Price books and contracts that passed all checks. */
export interface PriceCheck {
  /** Number of books. */
  books: number;
  lists: string[];
  contracts: string[];
  /** Terms that a contract keeps and that differ from the last book of its list. */
  kept_terms: AgreedDifference[];
  /** Number of purchases that can be priced; null outside a workspace. */
  purchases: number | null;
}
