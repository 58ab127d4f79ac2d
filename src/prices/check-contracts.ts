import { nearestName } from '../base/nearest-name.ts';
import { placeProblems } from '../yaml/read-yaml.ts';
import { booksOfApp, skusIn } from './books-of-app.ts';
import { booksDuring, type Contract, contractsOf, ownerOf, type Subscriber } from './contract.ts';
import type { ContractFile } from './contract-file.ts';
import { contractOverlaps } from './contract-overlaps.ts';
import { sections } from './merge-changes.ts';
import type { PriceBook } from './price-book.ts';

/** A problem and its place in a file. */
export interface ContractProblem {
  path: PropertyKey[];
  message: string;
}

/**
 * Checks contracts against customers and their price lists. Reports unknown customers, another
 * currency, a SKU that the list does not have then, and two prices for one day. Reports also the
 * problems of a book that contains the contracts.
 *
 * @param passedOver Lists of which a book is missing; contracts cannot be checked against them.
 */
export function checkContracts(
  files: readonly ContractFile[],
  books: readonly PriceBook[],
  subscribers: readonly Subscriber[],
  passedOver: ReadonlySet<string> = new Set(),
): string[] {
  const problems = new Map(files.map((file) => [file, [] as ContractProblem[]]));
  for (const [file, found] of problems) {
    const owner = ownerOf(file.contract, subscribers);
    if (owner === undefined) found.push(unknownOwner(file.contract, subscribers));
    else if (!passedOver.has(owner.priceList))
      found.push(...checkAgainstList(file.contract, booksOf(books, owner.priceList)));
    found.push(...contractOverlaps(file, files));
  }
  for (const subscriber of subscribers)
    if (!passedOver.has(subscriber.priceList))
      checkMerged(subscriber, files, booksOf(books, subscriber.priceList), problems);
  return [...problems].flatMap(([{ text, name }, found]) =>
    found.length === 0 ? [] : [placeProblems(text, name, removeDuplicates(found))],
  );
}

function booksOf(books: readonly PriceBook[], priceList: string): PriceBook[] {
  return books.filter(({ list }) => list === priceList);
}

function unknownOwner(
  { customer, app }: Contract,
  subscribers: readonly Subscriber[],
): ContractProblem {
  const key = customer === undefined ? 'app' : 'customer';
  const known =
    customer === undefined
      ? subscribers.flatMap(({ apps }) => apps.map(({ appId }) => appId))
      : subscribers.map(({ customerId }) => customerId);
  const seen = customer ?? app ?? '';
  const nearest = nearestName(seen, known);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  const what = customer === undefined ? 'app' : 'customer';
  return {
    path: [key],
    message: `${key} is ${JSON.stringify(seen)}; accounts/customers.csv has no such ${what}${hint}`,
  };
}

function checkAgainstList(contract: Contract, books: readonly PriceBook[]): ContractProblem[] {
  const [first] = books;
  if (first === undefined) return [];
  const { list, currency } = first;
  const problems: ContractProblem[] = [];
  if (contract.currency !== undefined && contract.currency !== currency)
    problems.push({
      path: ['currency'],
      message: `currency is "${contract.currency}"; accepted: ${currency}, as on the price list ${list}`,
    });
  const inForce = booksDuring(contract, books);
  if (inForce.length === 0)
    problems.push({
      path: ['from'],
      message: `the price list ${list} has no book ${daysOf(contract)}; accepted: days on which it has one`,
    });
  else problems.push(...unknownSkus(contract, inForce));
  return problems;
}

function unknownSkus(contract: Contract, books: readonly PriceBook[]): ContractProblem[] {
  return sections.flatMap((section) =>
    (contract[section] ?? []).flatMap(({ sku }, index) => {
      const known = [...new Set(books.flatMap((book) => skusIn(book, section)))];
      if (known.includes(sku)) return [];
      const elsewhere = sections.find((other) =>
        books.some((book) => skusIn(book, other).includes(sku)),
      );
      const nearest = nearestName(sku, known);
      const accepted =
        elsewhere !== undefined
          ? `it is in ${elsewhere}: move it there`
          : nearest !== undefined
            ? `did you mean "${nearest}"?`
            : `accepted: ${known.join(', ') || 'nothing'}`;
      const message = `sku is "${sku}"; the price list ${books[0]!.list} has no such SKU in ${section} ${daysOf(contract)}; ${accepted}`;
      return [{ path: [section, index, 'sku'], message }];
    }),
  );
}

function daysOf({ from, until }: Contract): string {
  return until === undefined ? `from ${from} on` : `from ${from} to ${until}`;
}

function checkMerged(
  { customerId, apps, until = '9999' }: Subscriber,
  files: readonly ContractFile[],
  books: readonly PriceBook[],
  problems: ReadonlyMap<ContractFile, ContractProblem[]>,
): void {
  for (const app of apps) {
    const ofApp = contractsOf(
      { customerId, apps: [app] },
      files.map(({ contract }) => contract).filter(({ from }) => from <= until),
    );
    if (ofApp.length === 0) continue;
    booksOfApp(books, ofApp, ({ contract, section, sku, path, message }) => {
      const file = files.find((one) => one.contract === contract)!;
      const index = (contract[section] ?? []).findIndex((entry) => entry.sku === sku);
      const where = path.length === 0 ? '' : `${path.join('.')}: `;
      problems
        .get(file)!
        .push({ path: [section, index, ...path], message: `${sku}: ${where}${message}` });
    });
  }
}

function removeDuplicates(problems: readonly ContractProblem[]): ContractProblem[] {
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}
