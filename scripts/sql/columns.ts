import {
  type Group,
  groupsOf,
  type Item,
  placesOf,
  splitAtCommas,
  wordAt,
  wordOf,
} from './clauses.ts';

/**
 * Reads the names of a query's columns from its text, in order.
 *
 * @returns Undefined if the text alone does not say, as in `select * from stg_logins`.
 */
export function columnsOf(sql: string): string[] | undefined {
  const whole = groupsOf(sql);
  return columnsOfQuery(whole, commonTables(whole));
}

function commonTables(whole: Group): Map<string, Group> {
  const found = placesOf(whole, 'as').flatMap((place): [string, Group][] => {
    const body = whole.items[place + 1];
    return place > 0 && body?.kind === 'group' ? [[wordAt(whole, place - 1), body]] : [];
  });
  return new Map(found);
}

/** Returns the first select of a union, which names its columns. */
function columnsOfQuery(query: Group, tables: Map<string, Group>): string[] | undefined {
  const [select] = placesOf(query, 'select');
  const [from] = placesOf(query, 'from');
  if (select === undefined || from === undefined) return undefined;
  const table =
    placesOf(query, 'join').length > 0 ? undefined : tables.get(wordAt(query, from + 1));
  const lists = splitAtCommas(query.items.slice(select + 1, from)).map((part) =>
    isStar(part) ? table && columnsOfQuery(table, tables) : [wordOf(part.at(-1))],
  );
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

function isStar([first, ...rest]: Item[]): boolean {
  return first?.kind === 'symbol' && first.text === '*' && rest.length === 0;
}
