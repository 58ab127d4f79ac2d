import { quoted, quotedList } from '../../duckdb/duckdb.ts';
import type { Preset } from './presets.ts';

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

/** Rule that tells the records of a preset that count. */
type Only = NonNullable<Preset['only']>;

/** Returns SQL of the problem of a record whose command has an unknown form. */
export function commandProblem({ path, values, form }: Only, command: string): string {
  return `case when ${command} is null or not (list_contains(${quotedList(values)}, ${command})
      or ${matches(command, form)})
    then problem(${quoted(path.replace('$.', ''))}, coalesce(${command}, ''), ${quoted(`is not ${values.join(' or ')}`)})
    else no_problem() end`;
}

/** Returns SQL that tells whether a record counts by its command. */
export function isWantedCommand({ values }: Only, command: string): string {
  return `list_contains(${quotedList(values)}, ${command})`;
}

/** Returns SQL that tells whether a record is ignored, as its command is another one. */
export function isOtherCommand({ values, form }: Only, command: string): string {
  return `(${command} is not null and not list_contains(${quotedList(values)}, ${command}) and ${matches(command, form)})`;
}

/** A preset's words of one column. */
type Words = NonNullable<Preset['words']>;

/** Returns SQL that turns a provider's words into canonical ones. Other words do not change. */
export function translate(expression: string, { map }: Words): string {
  const cases = Object.entries(map).map(
    ([word, own]) => `when ${quoted(word.toLowerCase())} then ${quoted(own)}`,
  );
  return `case lower(${expression}) ${cases.join(' ')} else ${expression} end`;
}

/** Returns SQL of the problem of a word that is neither known nor ignored. */
export function wordProblem({ column, map, others }: Words, expression: string): string {
  const known = Object.keys(map);
  const isOther = others === undefined ? 'false' : matches(expression, others);
  return `case when ${expression} is null or not (${isKnown(expression, map)} or ${isOther})
    then problem(${quoted(column)}, coalesce(${expression}, ''), ${quoted(`is none of ${known.join(', ')}`)})
    else no_problem() end`;
}

/** Returns SQL that tells whether a word is ignored. */
export function isOtherWord({ map, others }: Words, expression: string): string {
  if (others === undefined) return 'false';
  return `(${expression} is not null and not ${isKnown(expression, map)} and ${matches(expression, others)})`;
}

function isKnown(expression: string, map: Words['map']): string {
  const known = Object.keys(map).map((word) => word.toLowerCase());
  return `list_contains(${quotedList(known)}, lower(${expression}))`;
}

/** Returns SQL that tells whether a whole text has a form. */
function matches(expression: string, form: RegExp): string {
  return `regexp_full_match(${expression}, ${quoted(form.source)})`;
}
