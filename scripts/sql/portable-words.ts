import { type Complaint, castType, type Group, type Item, wordOf } from './clauses.ts';
import { insteadOf, sharedFunctions, wordsBeforeGroups } from './shared-functions.ts';
import type { Token } from './tokens.ts';

const sharedSymbols = new Set([
  '+',
  '-',
  '*',
  '%',
  '&',
  '=',
  '<>',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '||',
  ',',
  '.',
]);

const insteadOfSymbol: Readonly<Record<string, string>> = {
  '/': 'a quotient is a double; hand over numerator and divisor',
  '//': 'a quotient differs; hand over numerator and divisor',
  '::': 'write cast(x as type)',
  ';': 'a file is one statement, without ;',
  '==': 'write =',
  '[': 'lists differ; keep one row an element',
  '{': 'structs differ; keep one column a field',
};

const aDouble = 'it is a binary floating-point number; use decimal(38, s)';
const theClock = 'the clock is handed in, never read';
const onlyDuckDb = 'only DuckDB has it';

const insteadOfWord: Readonly<Record<string, string>> = {
  anti: 'write not exists (…)',
  asof: onlyDuckDb,
  current_date: theClock,
  current_time: theClock,
  current_timestamp: theClock,
  double: aDouble,
  exclude: 'name the columns',
  float: aDouble,
  float4: aDouble,
  float8: aDouble,
  localtime: theClock,
  localtimestamp: theClock,
  pivot: 'write max(case when … end)',
  positional: onlyDuckDb,
  qualify: 'rank in a CTE and filter the next one',
  real: aDouble,
  semi: 'write exists (…)',
  tablesample: 'it picks rows at random',
  unpivot: 'write union all',
};

/** Several words that are legal one by one; `(` stands for any group. */
const insteadOfPhrase: readonly (readonly [string[], string])[] = [
  [['group', 'by', 'all'], 'name the columns'],
  [['order', 'by', 'all'], 'name the columns'],
  [['distinct', 'on', '('], 'rank with row_number() over (…) in a CTE'],
  [['*', 'replace', '('], 'name the columns'],
  [['union', 'by', 'name'], 'name the columns in the same order'],
  [['union', 'all', 'by', 'name'], 'name the columns in the same order'],
  [['using', 'sample'], 'it picks rows at random'],
];

/** Finds words, symbols, literals and function names that DuckDB and Spark do not share. */
export function unsharedWords(group: Group, around: Group[]): Complaint[] {
  return group.items.flatMap((item, index) => {
    const before = group.items[index - 1];
    const messages = [
      phraseAt(group.items, index),
      item.kind === 'group' ? functionProblem(item) : tokenProblem(item, before),
      wordOf(item) === 'interval' ? intervalProblem([group, ...around]) : undefined,
    ];
    return messages
      .filter((message) => message !== undefined)
      .map((message) => ({ line: item.line, message }));
  });
}

function phraseAt(items: Item[], index: number): string | undefined {
  const phrase = insteadOfPhrase.find(([parts]) =>
    parts.every((part, offset) => partOf(items[index + offset]) === part),
  );
  return phrase && `${phrase[0].join(' ').replace(' (', '')}: ${phrase[1]}`;
}

function partOf(item: Item | undefined): string {
  if (item?.kind === 'group') return '(';
  return item?.text.toLowerCase() ?? '';
}

function functionProblem({ name }: Group): string | undefined {
  if (name === '' || wordsBeforeGroups.has(name) || sharedFunctions.has(name)) return undefined;
  if (Object.hasOwn(insteadOfWord, name)) return undefined;
  return `${name}(): ${insteadOf[name] ?? 'not among the functions that DuckDB and Spark share'}`;
}

function tokenProblem(token: Token, before: Item | undefined): string | undefined {
  switch (token.kind) {
    case 'quoted':
      return `${token.text}: quoted names differ; choose one that needs no quotes`;
    case 'string':
      return stringProblem(token, before);
    case 'number':
      return /e/i.test(token.text) ? `${token.text}: ${aDouble}` : undefined;
    case 'symbol':
      return symbolProblem(token.text);
    case 'word':
      return wordProblem(token, before);
    default:
      return undefined;
  }
}

function stringProblem({ text, touches }: Token, before: Item | undefined): string | undefined {
  if (text.startsWith('$')) return `${text}: quote with '`;
  if (touches && before?.kind === 'word') return `${before.text}${text}: prefixed strings differ`;
  if (text.slice(1, -1).includes("''")) return `${text}: Spark reads '' as two strings`;
  return undefined;
}

function symbolProblem(text: string): string | undefined {
  if (sharedSymbols.has(text)) return undefined;
  return `${text}: ${insteadOfSymbol[text] ?? 'not among the operators that DuckDB and Spark share'}`;
}

function wordProblem({ text }: Token, before: Item | undefined): string | undefined {
  const word = text.toLowerCase();
  const isColumn = before?.kind === 'symbol' && before.text === '.';
  if (isColumn || !Object.hasOwn(insteadOfWord, word)) return undefined;
  return `${word}: ${insteadOfWord[word]}`;
}

/** Finds day + interval without a cast: it is a timestamp in DuckDB and a day in Spark. */
function intervalProblem(around: Group[]): string | undefined {
  const named = around.find((group) => group.name !== '');
  if (named && ['date', 'timestamp'].includes(castType(named))) return undefined;
  return 'interval: its sum with a day is of another type in Spark; write cast(… as date)';
}
