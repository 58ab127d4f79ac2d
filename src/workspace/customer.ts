import type { CustomerDetails, DocumentLanguage } from '../invoice/document.ts';

/** Name, list and details of a customer in customers.csv. */
export interface Party {
  name: string;
  priceList: string;
  /** Absent if the row has only id and name. */
  details?: CustomerDetails;
  /** Language of the documents; absent = as imbill.yaml says. */
  language?: DocumentLanguage | 'both';
  /** True if the customer pays no tax; absent = pays. */
  taxExempt?: true;
}

/**
 * A customer on days on which nothing of the party changes. A customer without `from` and `until` in
 * customers.csv has one, without both; others have one after the other.
 */
export interface Customer extends Party {
  customerId: string;
  /** First billing day; absent = since ever. */
  from?: string;
  /** Last billing day, inclusive; absent = until further notice. */
  until?: string;
  /** By app id, in byte order: the order of the file's rows decides nothing. */
  apps: CustomerApp[];
}

/** An app of a customer, and the days on which the customer has it. */
export interface CustomerApp {
  appId: string;
  appName: string;
  /** First billing day; absent = since ever. */
  from?: string;
  /** Last billing day, inclusive; absent = until further notice. */
  until?: string;
}

/** Returns the ids of all apps of customers. */
export function appsOf(customers: readonly Customer[]): Set<string> {
  return new Set(customers.flatMap(({ apps }) => apps.map(({ appId }) => appId)));
}

/** Days between two billing days, inclusive; absent = without an end. */
export interface Days {
  from?: string;
  until?: string;
}

/** Returns the first day that two spans share; empty text if that is every first day, undefined if none. */
export function firstShared(a: Days, b: Days): string | undefined {
  const from = laterOf(a.from ?? '', b.from ?? '');
  const isOver = ({ until }: Days) => until !== undefined && until < from;
  return isOver(a) || isOver(b) ? undefined : from;
}

function laterOf(a: string, b: string): string {
  if (a < b) return b;
  return a;
}
