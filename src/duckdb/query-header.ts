import { namedParameters } from './sql-text.ts';

/** What the comment lines at the top of a query say of it. */
export interface QueryHeader {
  /** The lines before all others, as one. */
  question: string;
  /** Of lines such as `-- $month = '2026-09': billing month`. */
  parameters: { name: string; value: string; meaning: string }[];
  /** Of lines such as `-- users: distinct users`. */
  columns: { name: string; meaning: string }[];
}

/** Reads the header of a query; empty where it has none. */
export function queryHeader(sql: string): QueryHeader {
  const header: QueryHeader = { question: '', parameters: [], columns: [] };
  for (const line of sql.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const [, text] = /^\s*--\s?(.*?)\s*$/.exec(line) ?? [];
    if (text === undefined) break;
    readLine(text, header);
  }
  return header;
}

function readLine(text: string, header: QueryHeader): void {
  const [, parameter, value = '', meaning = ''] =
    /^\$(\w+)\s*=\s*'((?:[^']|'')*)'(?::\s*(.*))?$/.exec(text) ?? [];
  if (parameter !== undefined) {
    header.parameters.push({ name: parameter, value: value.replaceAll("''", "'"), meaning });
    return;
  }
  const [, column, ofColumn = ''] = /^([a-z]\w*):\s+(.*)$/.exec(text) ?? [];
  if (column !== undefined) header.columns.push({ name: column, meaning: ofColumn });
  else if (header.parameters.length + header.columns.length === 0)
    header.question = `${header.question} ${text}`.trim();
}

/**
 * Values of the parameters that a query names: those that were given, and else those of its header.
 * What is given and not named stays, for whoever refuses it.
 */
export function withDefaults(
  sql: string,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const named = namedParameters(sql);
  const defaults = queryHeader(sql).parameters.filter(({ name }) => named.includes(name));
  return { ...Object.fromEntries(defaults.map(({ name, value }) => [name, value])), ...given };
}
