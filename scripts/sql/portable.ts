import { type Complaint, groupsOf, nestedGroups } from './clauses.ts';
import {
  distinctCounts,
  missingCasts,
  openFrames,
  openOrders,
  unsharedCasts,
} from './portable-clauses.ts';
import { unsharedWords } from './portable-words.ts';

/**
 * Finds what DuckDB and Spark would read or calculate differently in a query, in the order of lines.
 *
 * Reads the text, not the types: a decimal column cast to an integer, or a tie that an order
 * leaves open, is not seen here.
 *
 * @throws {Error} If the text cannot be cut into tokens and groups.
 */
export function unportable(sql: string): Complaint[] {
  return [...nestedGroups(groupsOf(sql))]
    .flatMap(([group, around]) => [
      ...unsharedWords(group, around),
      ...unsharedCasts(group),
      ...missingCasts(group, around),
      ...distinctCounts(group),
      ...openOrders(group),
      ...openFrames(group),
    ])
    .sort((a, b) => a.line - b.line);
}
