import { isDeepStrictEqual } from 'node:util';
import type { BillingFacts } from '../../src/billing/billing-facts.ts';

/** Tells if the customer is on other price lists than before, or on other days. */
export function hasOtherLists(before: BillingFacts, now: BillingFacts): boolean {
  return !isDeepStrictEqual(listsOf(before), listsOf(now));
}

/** Names the price lists before and now; nothing if they are the same. */
export function changedPriceLists(before: BillingFacts, now: BillingFacts): string[] {
  if (!hasOtherLists(before, now)) return [];
  return [`price list ${listText(before)}, now ${listText(now)}`];
}

/**
 * Lists the books and contracts that are new, gone or changed. A book that only comes or goes with its
 * list is none of them.
 */
export function changedBooks(before: BillingFacts, now: BillingFacts): string[] {
  const [was, is] = [booksOf(before), booksOf(now)];
  const isOther = hasOtherLists(before, now);
  const isOnlyOne = (one: Named | undefined, others: BillingFacts) =>
    one !== undefined && (!isOther || wouldUse(others, one));
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names.filter((name) => {
    const [old, own] = [was.get(name), is.get(name)];
    if (old && own) return old.sha256 !== own.sha256;
    return isOnlyOne(old, now) || isOnlyOne(own, before);
  });
}

/** A book as its list has it, or a contract, which has no list. */
interface Named {
  list?: string;
  from: string;
  sha256: string;
}

function booksOf({ price_books, contracts = [] }: BillingFacts): Map<string, Named> {
  return new Map<string, Named>([
    ...price_books.map(({ list_book, list, from, sha256 }): [string, Named] => {
      const own = list_book ?? { list, from, sha256 };
      return [`${own.list} from ${own.from}`, own];
    }),
    ...contracts.map(({ contract, from, sha256 }): [string, Named] => [
      `contract ${contract} from ${from}`,
      { from, sha256 },
    ]),
  ]);
}

/** Tells if a customer of these facts is on a book's list on the day on which the book begins. */
function wouldUse({ price_books }: BillingFacts, { list, from }: Named): boolean {
  if (list === undefined) return true;
  const inForce = price_books.findLast((book) => book.from <= from);
  const isOver = inForce?.until !== undefined && inForce.until < from;
  return inForce?.list === list && !isOver;
}

/** Returns the lists in the order of their days. All but the first have the first day. */
function listsOf({ price_books }: BillingFacts): { list: string; from?: string }[] {
  return price_books.flatMap(({ list, from }, index) => {
    if (price_books[index - 1]?.list === list) return [];
    return [index === 0 ? { list } : { list, from }];
  });
}

function listText(facts: BillingFacts): string {
  const lists = listsOf(facts).map(({ list, from }) =>
    from === undefined ? list : `from ${from} ${list}`,
  );
  return lists.length === 0 ? facts.customer.price_list : lists.join(' and ');
}
