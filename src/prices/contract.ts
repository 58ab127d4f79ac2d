import { compareFrom } from '../calendar/billing-day.ts';
import type { PriceBook } from './price-book.ts';

/**
 * A contract: single prices of a customer, or of one of its apps, that differ from the list between
 * two dates. What its file says, and nothing but plain JSON; docs/price-book-reference.md explains each key.
 */
export interface Contract {
  /** Its name. */
  contract: string;
  /** Whose apps have the prices; absent where `app` is there. */
  customer?: string;
  /** The app that has the prices; absent where `customer` is there. */
  app?: string;
  /** First billing day in force, `YYYY-MM-DD`. */
  from: string;
  /** Last billing day in force, inclusive; absent = until further notice. */
  until?: string;
  currency?: string;
  source: string;
  plans?: ContractEntry[];
  packs?: ContractEntry[];
  charges?: ContractEntry[];
  /** SHA-256 of what the contract says in canonical JSON, lower-case hex. */
  sha256: string;
  /** Terms that its prices were agreed for; absent if they follow the list, as until imbill 0.2. */
  agreed?: AgreedTerms[];
}

/** Merge patch (RFC 7396) of the list's entry of this SKU. */
export interface ContractEntry {
  sku: string;
  [key: string]: unknown;
}

/** The list's terms of an entry when a contract gave it a price. */
export interface AgreedTerms {
  sku: string;
  /** The list's whole entry, as its YAML would write it. */
  entry: ContractEntry;
  /** SKUs of the plans that the list had. */
  plans: string[];
}

/** A customer, its price list and its apps, perhaps only between some days. */
export interface Subscriber {
  customerId: string;
  priceList: string;
  apps: readonly { appId: string; until?: string }[];
  /** Last day of the list, inclusive; absent = until further notice. */
  until?: string;
}

/**
 * Returns the subscriber of a contract: of several, one after the other, who has it on the contract's
 * first day, or first after it.
 */
export function ownerOf<T extends Subscriber>(
  contract: Contract,
  subscribers: readonly T[],
): T | undefined {
  const owners = subscribers.filter((one) => contractsOf(one, [contract]).length > 0);
  const isLater = ({ until }: { until?: string }) => until === undefined || until >= contract.from;
  return (
    owners.find(
      (one) =>
        isLater(one) &&
        (contract.app === undefined ||
          one.apps.some((app) => app.appId === contract.app && isLater(app))),
    ) ?? owners[0]
  );
}

/** Returns the contracts of a customer and of its apps. */
export function contractsOf(
  { customerId, apps }: Pick<Subscriber, 'customerId' | 'apps'>,
  contracts: readonly Contract[],
): Contract[] {
  return contracts.filter(
    ({ customer, app }) => customer === customerId || apps.some(({ appId }) => appId === app),
  );
}

/** Returns the books in force on a day of the contract, by date. */
export function booksDuring({ from, until }: Contract, books: readonly PriceBook[]): PriceBook[] {
  const byDate = books.toSorted(compareFrom);
  return byDate.filter((book, index) => {
    const next = byDate[index + 1];
    const hasEnded = (book.until ?? from) < from || (next !== undefined && next.from <= from);
    return !hasEnded && book.from <= (until ?? book.from);
  });
}
