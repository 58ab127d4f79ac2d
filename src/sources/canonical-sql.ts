import { quoted, quotedList } from '../engines/duckdb.ts';

/** SQL pieces of one form of records. */
export interface CanonicalSql {
  /** Further steps of the `with`, each beginning with a comma. */
  steps: string;
  relation: string;
  /** Canonical name → SQL of its text. */
  text: Map<string, string>;
  extra: string;
  problem: string;
  isIgnored: string;
}

/** SQL that turns a provider's words into canonical ones; null for an unknown word. */
export function translated(expression: string, map: Readonly<Record<string, string>>): string {
  const cases = Object.entries(map).map(
    ([word, own]) => `when ${quoted(word)} then ${quoted(own)}`,
  );
  return `case ${expression} ${cases.join(' ')} end`;
}

/** SQL of the problem of a word that has no canonical one. */
export function wordProblem(
  words: { column: string; map: Readonly<Record<string, string>> },
  expression: string,
): string {
  const known = Object.keys(words.map);
  return `case when ${expression} is null or not list_contains(${quotedList(known)}, ${expression})
    then problem(${quoted(words.column)}, coalesce(${expression}, ''), ${quoted(`is none of ${known.join(', ')}`)})
    else no_problem() end`;
}
