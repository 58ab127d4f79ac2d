import { addDays } from '../calendar/billing-day.ts';
import type { BookText } from './complete-books.ts';
import type { ContinuedBook } from './continued-lists.ts';

/** Compares two books by list and date. */
export function compareBooks({ yaml: a }: BookText, { yaml: b }: BookText): number {
  if (a.list !== b.list) return a.list < b.list ? -1 : 1;
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return 0;
}

/**
 * Finds reasons why books cannot form one series: the same date twice, another currency, or a
 * gap or overlap after a last day.
 *
 * @param books By list and date.
 */
export function checkSeries(books: readonly ContinuedBook[]): string[] {
  return books.flatMap((later, index) => {
    const earlier = books[index - 1];
    if (earlier === undefined || earlier.yaml.list !== later.yaml.list) return [];
    // Two books of a continued list are checked in that list.
    if (later.isContinued) return [];
    return [...sameDate(earlier, later), ...otherCurrency(earlier, later), ...hole(earlier, later)];
  });
}

function sameDate(earlier: BookText, later: BookText): string[] {
  const { list, from } = later.yaml;
  if (earlier.yaml.from !== from) return [];
  return [
    `${earlier.name} and ${later.name} are both the book of the price list ${list} from ${from}.\n` +
      'Remove one of them, or give it another list or date.',
  ];
}

function otherCurrency(earlier: BookText, later: BookText): string[] {
  const [before, after] = [earlier.yaml.currency, later.yaml.currency];
  if (before === undefined || after === undefined || before === after) return [];
  return [
    `${earlier.name} and ${later.name} are books of the price list ${later.yaml.list} in ${before} and ${after}.\n` +
      'Accepted: one currency a list. Give one of them another list.',
  ];
}

function hole({ name, yaml }: BookText, later: BookText): string[] {
  const { list, from } = later.yaml;
  const { until } = yaml;
  if (until === undefined || yaml.from === from) return [];
  const next = addDays(until, 1);
  if (next === from) return [];
  const days = until < from ? [next, addDays(from, -1)] : [from, until];
  const what = until < from ? 'leave a gap in' : 'overlap in';
  return [
    `${name} and ${later.name} ${what} the price list ${list}, from ${days[0]} to ${days[1]}.\n` +
      `Let the first end on the day before the second begins: until is ${until}, from is ${from}.`,
  ];
}
