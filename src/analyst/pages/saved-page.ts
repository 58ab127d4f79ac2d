import { queryHeader } from '../../duckdb/query-header.ts';
import { namedParameters } from '../../duckdb/sql-text.ts';
import type { View } from '../views/view.ts';

/** A query of an analyst that is shown as a page. */
export interface SavedPage {
  /** Name in the address: the file's name without `.sql`. */
  name: string;
  /** Path relative to the workspace, with `/`. */
  path: string;
  /** First line of the leading comment; the name without one. */
  title: string;
  /** Further lines of the comment; empty without any. */
  description: string;
  sql: string;
  /** Parameters that the query names, with their defaults; empty text without one. */
  parameters: { name: string; value: string; meaning: string }[];
  chart?: ChartRequest | ChartProblem;
}

/** Chart that the line `-- chart: bar x=COLUMN y=COLUMN` of the comment asks for. */
export interface ChartRequest {
  kind: 'bar' | 'line';
  x: string;
  y: string;
  /** Line of the file, from 1. */
  line: number;
}

/** Reason why the chart cannot be drawn: a sentence with file and line. */
export interface ChartProblem {
  problem: string;
}

/** Reads title, description, parameters and chart from the leading comment of a file. */
export function savedPage({ name, path, text }: View): SavedPage {
  const { parameters } = queryHeader(text);
  const [title = name, ...description] = textLines(text);
  const chart = chartOf(path, text);
  return {
    ...{ name, path, title, sql: text },
    description: description.join(' '),
    parameters: [...new Set(namedParameters(text))].map((named) => {
      const known = parameters.find((one) => one.name === named);
      return known ?? { name: named, value: '', meaning: '' };
    }),
    ...(chart !== undefined && { chart }),
  };
}

/** Returns the lines of the leading comment that are neither parameters, columns nor the chart. */
function textLines(text: string): string[] {
  const lines: string[] = [];
  for (const [, comment] of leadingLines(text)) {
    if (/^\$\w+\s*=/.test(comment) || /^[a-z]\w*:\s/.test(comment)) break;
    if (comment !== '') lines.push(comment);
  }
  return lines;
}

/** Returns the lines of the leading comment with their numbers, from 1. */
function leadingLines(text: string): [number, string][] {
  const lines: [number, string][] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, comment] = /^\s*--\s?(.*?)\s*$/.exec(line) ?? [];
    if (comment === undefined) break;
    lines.push([index + 1, comment]);
  }
  return lines;
}

function chartOf(path: string, text: string): SavedPage['chart'] {
  const found = leadingLines(text).find(([, comment]) => comment.startsWith('chart:'));
  if (found === undefined) return undefined;
  const [line, comment] = found;
  const asked = comment.slice('chart:'.length).trim();
  const [, kind, x, y] = /^(bar|line)\s+x=(\S+)\s+y=(\S+)$/.exec(asked) ?? [];
  if (kind !== undefined) return { kind: kind as ChartRequest['kind'], x: x!, y: y!, line };
  return {
    problem: `${path}, line ${line}: the chart is "${asked}".\nAccepted: bar or line, then x=COLUMN y=COLUMN, such as bar x=usage_date y=users.`,
  };
}
