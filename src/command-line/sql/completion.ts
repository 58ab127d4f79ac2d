import type { Catalog, Relation } from '../../analyst/help/catalog.ts';

/** Candidates for the end of a line, and the part of it that was typed. */
export type Completion = [candidates: string[], begun: string];

/**
 * Completes the last word of a line. After `from` and `join` come relations, after a point the
 * columns of a relation or its alias. Elsewhere come columns of the named relations, relations and
 * keywords.
 *
 * @param before Earlier lines of the same query.
 */
export function complete(line: string, before: string, catalog: Catalog): Completion {
  const begun = /[\w.]*$/.exec(line)![0];
  const query = `${before}${line}`;
  const point = begun.lastIndexOf('.');
  if (point >= 0)
    return completeColumn(begun.slice(0, point), begun.slice(point + 1), begun, query, catalog);
  const relations = catalog.relations.map(({ name }) => name);
  if (/\b(from|join|describe|summarize|table)\s+\w*$/i.test(query)) {
    return [startingWith(begun, relations), begun];
  }
  const columns = namedRelations(query, catalog).flatMap((relation) => columnsOf(relation));
  const isShouted = begun !== '' && begun === begun.toUpperCase() && /[A-Z]/.test(begun);
  const keywords = catalog.keywords.map((word) => (isShouted ? word.toUpperCase() : word));
  return [startingWith(begun, [...new Set([...columns, ...relations, ...keywords])]), begun];
}

function completeColumn(
  qualifier: string,
  start: string,
  begun: string,
  query: string,
  catalog: Catalog,
): Completion {
  const alias = new RegExp(`\\b(\\w+)\\s+(?:as\\s+)?${qualifier.replaceAll('.', '\\.')}\\b`, 'gi');
  const names = [qualifier, ...[...query.matchAll(alias)].map(([, name = '']) => name)];
  const relation = catalog.relations.find(({ name }) => names.includes(name));
  const columns = relation ? columnsOf(relation) : [];
  return [startingWith(start, columns).map((name) => `${qualifier}.${name}`), begun];
}

/** Returns the relations that the query names; all if it names none yet. */
function namedRelations(query: string, { relations }: Catalog): Relation[] {
  const words = new Set(query.toLowerCase().match(/\w+/g) ?? []);
  const named = relations.filter(({ name }) => words.has(name));
  return named.length > 0 ? named : relations;
}

function columnsOf({ columns }: Relation): string[] {
  return columns.map(({ name }) => name);
}

/** Returns the words with a beginning, in any case, as SQL reads names. */
export function startingWith(start: string, words: readonly string[]): string[] {
  return words.filter((word) => word.toLowerCase().startsWith(start.toLowerCase()));
}
