import { type Token, tokensOf } from './tokens.ts';

/** Problem in a SQL file. */
export interface Complaint {
  /** Line, from 1. */
  line: number;
  message: string;
}

/** Text between a pair of parentheses, or the whole text. */
export interface Group {
  kind: 'group';
  /** Lower-case word right before the parenthesis: `sum` in `sum(x)`, `over`, `in`; or ''. */
  name: string;
  line: number;
  items: Item[];
}

export type Item = Token | Group;

/**
 * Reads SQL text as nested groups, without its comments.
 *
 * @throws {Error} If a parenthesis has no partner, or a string, a name or a comment does not end.
 */
export function groupsOf(sql: string): Group {
  const whole: Group = { kind: 'group', name: '', line: 1, items: [] };
  const open = [whole];
  for (const token of tokensOf(sql)) {
    const group = open.at(-1);
    if (!group) break;
    if (token.kind === 'comment') continue;
    if (token.text === '(') {
      const inner: Group = { kind: 'group', name: wordAt(group, -1), line: token.line, items: [] };
      group.items.push(inner);
      open.push(inner);
    } else if (token.text === ')') {
      if (open.length === 1) throw new Error(`line ${token.line}: ) without (`);
      open.pop();
    } else {
      group.items.push(token);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed && unclosed !== whole) throw new Error(`line ${unclosed.line}: ( without )`);
  return whole;
}

/** Yields a group and all groups in it, each with the groups around it, the nearest first. */
export function* nestedGroups(group: Group, around: Group[] = []): Generator<[Group, Group[]]> {
  yield [group, around];
  for (const item of group.items) {
    if (item.kind === 'group') yield* nestedGroups(item, [group, ...around]);
  }
}

/** Returns the word at an index (from the end if negative) in lower case; '' if there is none. */
export function wordAt(group: Group, index: number): string {
  return wordOf(group.items.at(index));
}

/** Returns the word in lower case; '' for anything else. */
export function wordOf(item: Item | undefined): string {
  return item?.kind === 'word' ? item.text.toLowerCase() : '';
}

/** Finds the indexes at which these words follow one another, directly in the group. */
export function placesOf(group: Group, ...words: string[]): number[] {
  return [...group.items.keys()].filter((index) =>
    words.every((word, offset) => wordOf(group.items[index + offset]) === word),
  );
}

/** Cuts items at the commas directly among them. */
export function splitAtCommas(items: Item[]): Item[][] {
  const parts: Item[][] = [[]];
  for (const item of items) {
    if (item.kind === 'symbol' && item.text === ',') parts.push([]);
    else parts.at(-1)?.push(item);
  }
  return parts;
}

/** Returns the type of a `cast(… as type)`, such as `decimal(38, 9)`; '' for any other group. */
export function castType(group: Group): string {
  if (group.name !== 'cast') return '';
  const as = placesOf(group, 'as').at(-1);
  return as === undefined
    ? ''
    : group.items
        .slice(as + 1)
        .map(typeText)
        .join('');
}

function typeText(item: Item): string {
  if (item.kind !== 'group') return item.text.toLowerCase();
  return `(${splitAtCommas(item.items)
    .map((part) => part.map(typeText).join(' '))
    .join(', ')})`;
}
