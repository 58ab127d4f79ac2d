import { quoted, quotedList } from '../../duckdb/duckdb.ts';
import type { Only, Preset, Words } from './presets.ts';

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

/** Returns SQL of the problem of a record whose value has an unknown form; undefined if there is none. */
export function onlyProblem({ path, values, form }: Only, value: string): string | undefined {
  if (form === undefined) return undefined;
  return `case when ${value} is null or not (list_contains(${quotedList(values)}, ${value})
      or ${matches(value, form)})
    then problem(${quoted(path)}, coalesce(${value}, ''), ${quoted(`is not ${values.join(' or ')}`)})
    else no_problem() end`;
}

/** Returns SQL that tells whether a record counts by a rule. */
export function isWanted({ values }: Only, value: string): string {
  return `list_contains(${quotedList(values)}, ${value})`;
}

/** Returns SQL that tells whether a record is ignored, as its value is another one. */
export function isOther({ values, form }: Only, value: string): string {
  if (form === undefined)
    return `not coalesce(list_contains(${quotedList(values)}, ${value}), false)`;
  return `(${value} is not null and not list_contains(${quotedList(values)}, ${value}) and ${matches(value, form)})`;
}

/** Returns SQL that turns foreign words into canonical ones. Other words do not change. */
export function translate(expression: string, { map }: Words): string {
  const cases = Object.entries(map).map(
    ([word, own]) => `when ${quoted(word.toLowerCase())} then ${quoted(own)}`,
  );
  return cases.length === 0
    ? expression
    : `case lower(${expression}) ${cases.join(' ')} else ${expression} end`;
}

/** Returns SQL of the problem of a word that is neither known nor ignored; undefined if all words are accepted. */
export function wordProblem(
  column: string,
  { map, isClosed, ignoredForm }: Words,
  expression: string,
): string | undefined {
  if (!isClosed) return undefined;
  const known = Object.keys(map);
  const isIgnored = ignoredForm === undefined ? 'false' : matches(expression, ignoredForm);
  return `case when ${expression} is null or not (${isAmong(expression, known)} or ${isIgnored})
    then problem(${quoted(column)}, coalesce(${expression}, ''), ${quoted(`is none of ${known.join(', ')}`)})
    else no_problem() end`;
}

/** Returns SQL that tells whether a word is ignored; undefined if none is. */
export function isIgnoredWord(
  { map, ignored, ignoredForm }: Words,
  expression: string,
): string | undefined {
  if (ignored !== undefined) return `coalesce(${isAmong(expression, ignored)}, false)`;
  if (ignoredForm === undefined) return undefined;
  return `(${expression} is not null and not ${isAmong(expression, Object.keys(map))} and ${matches(expression, ignoredForm)})`;
}

function isAmong(expression: string, words: readonly string[]): string {
  const lower = words.map((word) => word.toLowerCase());
  return `list_contains(${quotedList(lower)}, lower(${expression}))`;
}

/** Returns SQL that tells whether a whole text has a form. */
function matches(expression: string, form: string): string {
  return `regexp_full_match(${expression}, ${quoted(form)})`;
}

/** SQL of the rules and words of a preset, over the texts of a record. */
export interface PresetConditions {
  /** Problems, in the order in which they are told: those of rules, then those of words. */
  rules: string[];
  words: string[];
  ignored: string[];
}

/**
 * Applies the rules and words of a preset, and translates the words in `text`.
 *
 * @param text Canonical name → SQL of its text. It is changed.
 * @param textOf Returns SQL of the value of a rule; undefined if the records cannot have one.
 */
export function applyPreset(
  { only = [], words = {} }: Pick<Preset, 'only' | 'words'>,
  text: Map<string, string>,
  textOf: (rule: Only) => string | undefined,
): PresetConditions {
  const rules = only.flatMap((rule) => {
    const value = textOf(rule);
    return value === undefined ? [] : [{ rule, value }];
  });
  const isCounted = rules.map(({ rule, value }) => isWanted(rule, value)).join(' and ') || 'true';
  const conditions: PresetConditions = {
    rules: rules.flatMap(({ rule, value }) => onlyProblem(rule, value) ?? []),
    words: [],
    ignored: rules.map(({ rule, value }) => isOther(rule, value)),
  };
  for (const [column, own] of Object.entries(words)) {
    const raw = text.get(column);
    if (raw === undefined) continue;
    const problem = wordProblem(column, own, raw);
    const isIgnored = isIgnoredWord(own, raw);
    if (problem !== undefined) conditions.words.push(problem);
    if (isIgnored !== undefined) conditions.ignored.push(`(${isCounted} and ${isIgnored})`);
    text.set(column, translate(raw, own));
  }
  return conditions;
}
