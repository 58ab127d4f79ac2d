import type { Month } from '../calendar/month.ts';
import type { BookText } from '../prices/complete-books.ts';
import { splitList } from '../prices/renamed-lists.ts';
import type { MonthCustomer } from '../workspace/customers-of-month.ts';
import type { Settings } from '../workspace/settings.ts';
import { placeProblems } from '../yaml/read-yaml.ts';
import type { LastBilled } from './last-billed.ts';

const { list, since, toList } = splitList;

/** A customer and its price list. */
type OnList = Pick<MonthCustomer, 'customerId' | 'priceList'>;

/**
 * Finds uses of the list `tencent-im` that meant other prices in imbill 0.2.
 *
 * Since 0.3 the later books of that list are the list `tencent-im-2019`. A customer whose last invoice
 * used them must not be billed by the shorter list without notice.
 *
 * @param month Month to be billed. Before 2019-03 both lists have the same prices.
 * @param files Price books of the workspace itself.
 * @returns One problem for each customer or file, and last what to do; empty if nothing changed its
 *   meaning.
 */
export function changedLists(
  customers: readonly OnList[],
  files: readonly BookText[],
  last: readonly LastBilled[],
  month: Month,
  settings: Settings,
): string[] {
  const before = new Map(last.map((billed) => [billed.customerId, billed]));
  const moved = month < since.slice(0, 7) ? [] : customersOf(customers, before);
  const problems = [
    ...moved.map(
      ({ customerId }) =>
        `Customer ${customerId} is on the price list ${list}, which now ends with the page of 2018-12-27. Its last invoice, ${before.get(customerId)!.number}, used the later books. They are now the list ${toList}.`,
    ),
    ...files.flatMap((file) => fileProblem(file, customers, last)),
  ];
  if (problems.length === 0) return [];
  const where =
    settings.priceList === list ? 'imbill.yaml' : 'the column price_list of accounts/customers.csv';
  const line = settings.priceList === list ? `price_list: ${toList}` : toList;
  return [
    ...problems,
    ...(moved.length > 0 ? [`To go on with the later books, write in ${where}: ${line}`] : []),
    'Nothing was billed. docs/operate.md, "Upgrades", says more.',
  ];
}

function customersOf(
  customers: readonly OnList[],
  before: ReadonlyMap<string, LastBilled>,
): OnList[] {
  return customers.filter(
    ({ customerId, priceList }) => priceList === list && before.get(customerId)?.hadLaterBooks,
  );
}

/** Finds an own book that continues or copies a later book of the former list. */
function fileProblem(
  { name, text, yaml, kind }: BookText,
  customers: readonly OnList[],
  last: readonly LastBilled[],
): string[] {
  const place = (path: string[], message: string) => [
    placeProblems(text, name, [{ path, message }]),
  ];
  if (yaml.list === list && yaml.from >= since && last.some((one) => one.hadLaterBooks))
    return place(
      ['list'],
      `list is "${list}", which has no later books any more; accepted: ${toList}, with which the customers were billed`,
    );
  const base = kind === 'changes' ? yaml.based_on : undefined;
  if (base === undefined || base === 'book_before' || base.list !== list || base.on < since)
    return [];
  const onList = customers.filter(({ priceList }) => priceList === yaml.list);
  const wasBilled = last.some(
    (one) => one.isBySplitVersion && onList.some(({ customerId }) => customerId === one.customerId),
  );
  if (!wasBilled) return [];
  return place(
    ['based_on'],
    `the book of ${list} on ${base.on} is the page of 2018-12-27 now; accepted: { list: ${toList}, on: ${base.on} } for the book that it was, or { list: ${list}, on: 2018-12-27 }`,
  );
}
