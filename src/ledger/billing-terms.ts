import { exitCodes, UserError } from '../base/errors.ts';
import { nearestName } from '../base/nearest-name.ts';
import type { Month } from '../calendar/month.ts';
import { firstDay, lastDay } from '../calendar/month.ts';
import { addTermsOfLists } from '../prices/agreed-terms.ts';
import { booksOfApp } from '../prices/books-of-app.ts';
import { checkContracts } from '../prices/check-contracts.ts';
import { composeBooks } from '../prices/compose-books.ts';
import { type Contract, contractsOf } from '../prices/contract.ts';
import type { ContractFile } from '../prices/contract-file.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { builtInPriceBooks } from '../prices/price-files.ts';
import { type Prices, readPrices } from '../prices/read-prices.ts';
import { newNameOf } from '../prices/renamed-lists.ts';
import { daysWithBook } from '../rating/book-in-force.ts';
import { groupBy } from '../rating/group-by.ts';
import { afterAllOrders, nextStep, orderProblems, ordersUntil } from '../rating/orders.ts';
import { findOrdersNotSold } from '../rating/orders-not-sold.ts';
import type { Purchase } from '../rating/types.ts';
import { type Accounts, collectAccounts } from '../workspace/accounts.ts';
import type { Customer } from '../workspace/customer.ts';
import { customersOfMonth, type ListFrom } from '../workspace/customers-of-month.ts';
import { holdersOf, orderHolders } from '../workspace/holders.ts';
import { priceFolders } from '../workspace/price-folders.ts';
import type { Settings } from '../workspace/settings.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { changedLists } from './changed-lists.ts';
import type { LastBilled } from './last-billed.ts';

/** Who is billed, and by which prices. */
export interface BillingTerms {
  accounts: Accounts;
  /** Price books by list and date. */
  books: PriceBook[];
  /** Contracts in the order of their files. */
  contracts: Contract[];
}

/** A month to be billed, and who has usage in it. */
export interface BilledUsage {
  month: Month;
  /** Usage by app id. */
  appsWithUsage: ReadonlyMap<string, unknown>;
  /** Last invoice of each customer. */
  last: readonly LastBilled[];
}

/**
 * Reads a workspace's accounts, price books and contracts, and checks that they fit together.
 *
 * @param billed Month to be billed. Every purchase until its end can then be priced, and each list in
 *   use has a book. Without a month, every purchase ever can be priced.
 * @throws {UserError} (exit 3) Naming everything that is wrong, of all customers, before anything is
 *   billed.
 */
export async function readBillingTerms(
  workspace: Workspace,
  settings: Settings,
  billed?: BilledUsage,
): Promise<BillingTerms> {
  const prices = await readPrices(priceFolders(workspace));
  const { accounts, problems: ofAccounts } = await collectAccounts(workspace, settings);
  const { books, brokenLists } = prices;
  const own = prices.files.filter(({ name }) => !name.startsWith(`${builtInPriceBooks().label}/`));
  const { customers } = accounts;
  const contracts = addTermsOfLists(
    prices.contracts.map(({ contract }) => contract),
    books,
    customers,
  );
  const files = prices.contracts.map((file, index) => ({ ...file, contract: contracts[index]! }));
  const lists = new Set([...books.map(({ list }) => list), ...brokenLists]);
  const passedOver = new Set([...brokenLists, ...unknownLists(customers, lists)]);
  const canSeeCustomers = ofAccounts.length === 0 || customers.length > 0;
  const ofMonth = billed && customersOfMonth(accounts, billed.month);
  const changed =
    billed === undefined || ofMonth === undefined
      ? []
      : changedLists(ofMonth, own, billed.last, billed.month, settings);
  const problems = [
    ...prices.problems,
    ...(canSeeCustomers ? checkContracts(files, books, customers, passedOver) : []),
    ...ofAccounts,
    ...listProblems(customers, lists, settings),
    ...currencyProblems(customers, books),
    ...changed,
    ...(changed.length > 0
      ? []
      : priceProblems(accounts, { books, contracts: files }, passedOver, billed)),
  ];
  if (problems.length > 0) throw new UserError(problems.join('\n'), exitCodes.badInput);
  return { accounts, books, contracts };
}

function unknownLists(customers: readonly Customer[], lists: ReadonlySet<string>): string[] {
  return customers.map(({ priceList }) => priceList).filter((list) => !lists.has(list));
}

function listProblems(
  customers: readonly Customer[],
  lists: ReadonlySet<string>,
  settings: Settings,
): string[] {
  const unknown = customers.filter(({ priceList }) => !lists.has(priceList));
  const renamed = [...new Set(unknown.map(({ priceList }) => priceList))].flatMap((list) => {
    const name = newNameOf(list);
    if (name === undefined) return [];
    const line =
      settings.priceList === list
        ? `in imbill.yaml: price_list: ${name}`
        : `in the column price_list of accounts/customers.csv: ${name}`;
    return [`The price list ${list} is called ${name} now; its prices are the same. Write ${line}`];
  });
  const others = unknown.filter(({ priceList }) => newNameOf(priceList) === undefined);
  if (others.length === 0) return renamed;
  const names = [...lists].toSorted();
  const problems = others.map(({ customerId, priceList }) => {
    const nearest = nearestName(priceList, names);
    const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
    return `Customer ${customerId} is on the price list "${priceList}", which has no book${hint}`;
  });
  return [
    ...renamed,
    ...problems,
    `Accepted: ${names.join(', ')}.`,
    'Correct price_list in accounts/customers.csv or imbill.yaml, or add the book to prices/.',
  ];
}

/** Finds customers who change to a list of another currency. */
function currencyProblems(customers: readonly Customer[], books: readonly PriceBook[]): string[] {
  const currencyOf = (list: string) => books.find((book) => book.list === list)?.currency;
  const problems = customers.flatMap(({ customerId, priceList, from }, index) => {
    const before = customers[index - 1];
    if (before === undefined || before.customerId !== customerId) return [];
    const [was, is] = [currencyOf(before.priceList), currencyOf(priceList)];
    if (was === is || was === undefined || is === undefined) return [];
    return [
      `Customer ${customerId} changes on ${from} from the price list ${before.priceList} (${was}) to ${priceList} (${is}).`,
    ];
  });
  if (problems.length === 0) return [];
  return [
    ...problems,
    'Accepted: lists of one currency for a customer.',
    'Give the days in the other currency to another customer_id in accounts/customers.csv.',
  ];
}

/** Finds months without a book and purchases that cannot be priced, in lists that are complete. */
function priceProblems(
  accounts: Accounts,
  prices: Pick<Prices, 'books' | 'contracts'>,
  passedOver: ReadonlySet<string>,
  billed: BilledUsage | undefined,
): string[] {
  const isComplete = ({ list }: ListFrom) => !passedOver.has(list);
  const months =
    billed === undefined ? [] : seriesInUse(accounts, billed, isComplete, prices.books);
  const orders = ordersOfLists(accounts, prices, billed?.month)
    .filter(isComplete)
    .flatMap((one) => problemsOfOrders(one, billed?.month));
  return [
    ...months.flatMap((series) => monthProblems(series, billed!.month)),
    ...orders,
    ...(orders.length > 0 ? [nextStep] : []),
  ];
}

/** Returns the books of customers with usage or orders, once for each list, or change of lists. */
function seriesInUse(
  accounts: Accounts,
  { month, appsWithUsage }: BilledUsage,
  isComplete: (list: ListFrom) => boolean,
  books: readonly PriceBook[],
): PriceBook[][] {
  const inUse = customersOfMonth(accounts, month)
    .filter(({ lists }) => lists.every(isComplete))
    .filter(
      ({ apps, purchases }) =>
        purchases.length > 0 || apps.some(({ appId }) => appsWithUsage.has(appId)),
    )
    .map(({ lists }) => lists);
  const distinct = new Map(inUse.map((lists) => [JSON.stringify(lists), lists]));
  return [...distinct.values()].map((lists) => composeBooks(lists, books));
}

/** Groups purchases by the list that prices them: that of the customer on the purchase day. */
function ordersOfLists(
  { customers, purchases }: Accounts,
  { books, contracts }: Pick<Prices, 'books' | 'contracts'>,
  month: Month | undefined,
): OrdersOfList[] {
  const holders = holdersOf(customers);
  const holderOf = orderHolders(holders, purchases);
  const known = purchases.filter(
    ({ boughtOn }) => month === undefined || boughtOn <= lastDay(month),
  );
  const byList = groupBy(known, (order) => holderOf(order)?.priceList);
  const isOnOneList = (appId: string) =>
    new Set(holders.get(appId)?.map(({ priceList }) => priceList)).size === 1;
  const lists = [...new Set(customers.map(({ priceList }) => priceList))];
  return lists.map((list) => {
    const ofList = books.filter((book) => book.list === list);
    const onList = customers.filter(({ priceList }) => priceList === list);
    return {
      list,
      books: ofList,
      booksOfApps: () => booksWithContracts(onList, ofList, contracts),
      purchases: byList.get(list) ?? [],
      isOnOneList,
    };
  });
}

/**
 * Finds purchases that cannot be priced. If there are none, finds purchases that the app's plan did not
 * allow.
 */
function problemsOfOrders(
  { purchases, books, booksOfApps, isOnOneList }: OrdersOfList,
  month: Month | undefined,
): string[] {
  const problems = orderProblems(purchases, books);
  const isRestricted = books.some(({ items }) => items.some(({ sold_to }) => sold_to));
  if (problems.length > 0 || !isRestricted) return problems;
  const orders = ordersUntil({
    month: month ?? afterAllOrders,
    purchases: purchases.filter(({ appId }) => isOnOneList(appId)),
    books,
    booksOfApps: booksOfApps(),
  });
  return findOrdersNotSold(orders, month === undefined ? '' : firstDay(month));
}

interface OrdersOfList {
  list: string;
  purchases: readonly Purchase[];
  books: readonly PriceBook[];
  booksOfApps: () => Map<string, PriceBook[]>;
  /** Tells whether one list prices all orders of an app; other apps are checked when they are rated. */
  isOnOneList: (appId: string) => boolean;
}

/**
 * Returns the books of each app with a contract. Other checks name what is wrong with contracts.
 */
function booksWithContracts(
  customers: readonly Customer[],
  books: readonly PriceBook[],
  files: readonly ContractFile[],
): Map<string, PriceBook[]> {
  const contracts = files.map(({ contract }) => contract);
  const own = customers.flatMap(({ customerId, apps }) =>
    apps.map(({ appId }) => ({
      appId,
      contracts: contractsOf({ customerId, apps: [{ appId }] }, contracts),
    })),
  );
  return new Map(
    own
      .filter((app) => app.contracts.length > 0)
      .map((app) => [app.appId, booksOfApp(books, app.contracts, () => undefined)]),
  );
}

/** Returns the reason why a list cannot price a month; empty if it can. */
export function monthProblems(books: readonly PriceBook[], month: Month): string[] {
  try {
    daysWithBook(books, month);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error.message];
  }
}
