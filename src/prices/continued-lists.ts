import { placeProblems } from '../yaml/read-yaml.ts';
import type { BookText } from './complete-books.ts';

/** A book that a list has from the list that it continues. */
export type ContinuedBook = BookText & { isContinued?: true };

/**
 * Gives each list that continues another one the books of that list from before its own first book.
 *
 * @param books By list and date.
 * @param problems Gets what is wrong with `continues`; such a list then begins with its own first book.
 * @returns All books, by list and date; those of another list under the name of the continuing one.
 */
export function withContinuedBooks(
  books: readonly BookText[],
  problems: string[],
): ContinuedBook[] {
  for (const book of books) {
    const message = wrongPlace(book, books);
    if (message !== undefined)
      problems.push(placeProblems(book.text, book.name, [{ path: ['continues'], message }]));
  }
  return [...new Set(books.map(({ yaml }) => yaml.list))].flatMap((list) =>
    booksOfList(list, books),
  );
}

/** All books of a list; a list that continues itself, by whatever way round, has only its own. */
function booksOfList(
  list: string,
  books: readonly BookText[],
  passed: readonly string[] = [],
): ContinuedBook[] {
  const own = books.filter(({ yaml }) => yaml.list === list);
  const [first] = own;
  const source = first?.yaml.continues;
  if (first === undefined || source === undefined || [...passed, list].includes(source)) return own;
  const before = booksOfList(source, books, [...passed, list]).filter(
    ({ yaml }) => yaml.from < first.yaml.from,
  );
  return [...before.map((book) => asBookOf(list, book, first)), ...own];
}

/** The lists that have books of some lists. */
export function listsContinuing(sources: readonly string[], books: readonly BookText[]): string[] {
  return books.flatMap(({ yaml: { list, continues } }) =>
    continues !== undefined && sources.some((source) => isContinuedBy(source, continues, books))
      ? [list]
      : [],
  );
}

/** The book under the name of the continuing list; it ends where that one's first own book begins. */
function asBookOf(list: string, book: ContinuedBook, { yaml: first }: BookText): ContinuedBook {
  const { continues: _, until, ...rest } = book.yaml;
  const isCut = until === undefined || until >= first.from;
  const yaml = { ...rest, list, ...(!isCut && { until }) };
  return { ...book, yaml, isContinued: true } as ContinuedBook;
}

function wrongPlace({ yaml }: BookText, books: readonly BookText[]): string | undefined {
  const { list, from, continues } = yaml;
  if (continues === undefined) return undefined;
  if (isContinuedBy(list, continues, books)) return 'the list continues itself; name another list';
  if (books.some((other) => other.yaml.list === list && other.yaml.from < from))
    return `the list ${list} has an earlier book; accepted: only in the first book of a list`;
  if (!booksOfList(continues, books).some((other) => other.yaml.from < from))
    return `the list ${continues} has no book before ${from}; accepted: a list that has one`;
  return undefined;
}

/** Tells whether a list is `source`, or has its books. */
function isContinuedBy(source: string, list: string, books: readonly BookText[]): boolean {
  const passed = new Set<string>();
  for (let one: string | undefined = list; one !== undefined && !passed.has(one); ) {
    if (one === source) return true;
    passed.add(one);
    one = books.find(({ yaml }) => yaml.list === one)?.yaml.continues;
  }
  return false;
}
