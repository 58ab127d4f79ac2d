import { type Complaint, groupsOf, nestedGroups, wordOf } from './clauses.ts';

/** Comment at the top of a SQL file. */
export interface Header {
  meaning: string;
  grain?: string;
  units?: string;
  /** Column that a metric adds up over. */
  addsUpOver?: string;
  /** Relation that hands in the rows of an earlier measurement. */
  cachedAs?: string;
  /** Hashes of earlier words of the same rule. */
  sameRuleAs?: string;
}

export type SqlKind = 'relation' | 'metric' | 'macros' | 'example' | 'query';

/**
 * Finds what breaks the style in a SQL file: the header, lower case, one statement with a bare select last, spaces.
 * Line breaks within a statement are free.
 *
 * @param kind A metric also states its units; a file of macros has neither grain nor select; an example or a query has
 *   no grain and may order its rows.
 */
export function layoutProblems(sql: string, kind: SqlKind): Complaint[] {
  return [
    ...headerProblems(headerOf(sql), kind),
    ...(kind === 'macros'
      ? []
      : endProblems(['example', 'query'].includes(kind) ? withoutOrder(sql) : sql)),
    ...upperCaseWords(sql),
    ...spaceProblems(sql),
  ];
}

const headerKeys: Record<string, keyof Header> = {
  grain: 'grain',
  units: 'units',
  'adds up over': 'addsUpOver',
  'cached as': 'cachedAs',
  'same rule as': 'sameRuleAs',
};

/** Reads the comment lines at the very top. Texts over several lines are joined with a space. */
export function headerOf(sql: string): Header {
  const header: Header = { meaning: '' };
  let key: keyof Header = 'meaning';
  for (const line of sql.split('\n')) {
    if (!line.startsWith('--')) break;
    const [, name, text = ''] =
      /^--\s*(?:(grain|units|adds up over|cached as|same rule as):)?\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) key = headerKeys[name]!;
    header[key] = `${header[key] ?? ''} ${text}`.trim();
  }
  return header;
}

function headerProblems({ meaning, grain, units }: Header, kind: SqlKind): Complaint[] {
  const messages = [
    meaning ? '' : 'the first line is no comment that states the meaning',
    grain || ['macros', 'example', 'query'].includes(kind) ? '' : 'the header has no "-- grain: …"',
    units || kind !== 'metric' ? '' : 'the header has no "-- units: …"',
  ];
  return messages.filter(Boolean).map((message) => ({ line: 1, message }));
}

function withoutOrder(sql: string): string {
  return sql.replace(/\norder by [^\n]+\n$/, '\n');
}

function endProblems(sql: string): Complaint[] {
  const { items } = groupsOf(sql);
  const end = items.slice(-4).map((item) => (item.kind === 'group' ? '()' : item.text));
  const line = items.at(-4)?.line ?? 1;
  const semicolons = items
    .filter((item) => item.kind === 'symbol' && item.text === ';')
    .map((item) => ({ line: item.line, message: 'a file is one statement, without ;' }));
  if (/^select \* from \w+$/i.test(end.join(' '))) return semicolons;
  return [...semicolons, { line, message: 'the last line is not a bare "select * from …"' }];
}

function upperCaseWords(sql: string): Complaint[] {
  return [...nestedGroups(groupsOf(sql))].flatMap(([{ items }]) =>
    items
      .filter((item, index) => {
        const next = items[index + 1];
        const isPrefix = next?.kind === 'string' && next.touches;
        return item.kind === 'word' && item.text !== wordOf(item) && !isPrefix;
      })
      .map((item) => ({
        line: item.line,
        message: `${item.kind === 'group' ? '' : item.text}: write it in lower case`,
      })),
  );
}

function spaceProblems(sql: string): Complaint[] {
  const lines = sql.split('\n');
  const found = lines.flatMap((text, index) => {
    const message = spaceProblem(text);
    return message ? [{ line: index + 1, message }] : [];
  });
  if (/[^\n]\n$/.test(sql)) return found;
  return [...found, { line: lines.length, message: 'the file does not end with one line break' }];
}

function spaceProblem(line: string): string | undefined {
  if (/[\t\r]/.test(line)) return 'a tab or carriage return';
  if (/ $/.test(line)) return 'a space at the end';
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  return indent % 4 === 0 ? undefined : `indented by ${indent} spaces, not by a multiple of four`;
}
