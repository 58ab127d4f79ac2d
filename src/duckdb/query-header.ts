import { namedParameters } from './sql-text.ts';

/** Comment lines at the top of a query. */
export interface QueryHeader {
  /** First lines, joined. */
  question: string;
  /** The question in Chinese, from a line such as `-- zh: …`; absent without one. */
  questionZh?: string;
  /** Parameters from lines such as `-- $month = '2026-09': billing month`. */
  parameters: { name: string; value: string; meaning: string }[];
  /** Columns from lines such as `-- users: distinct users`. */
  columns: { name: string; meaning: string }[];
}

/** Reads the header of a query. It is empty if there is none. */
export function queryHeader(sql: string): QueryHeader {
  const header: QueryHeader = { question: '', parameters: [], columns: [] };
  for (const line of sql.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const [, text] = /^\s*--\s?(.*?)\s*$/.exec(line) ?? [];
    if (text === undefined) break;
    readLine(text, header);
  }
  return header;
}

/** A line in Chinese: of the question, or of the parameter that it names, which only the SQL page shows. */
const inChinese = /^zh(?:\s+(\$\w+))?:\s+(.*)$/;

function readLine(text: string, header: QueryHeader): void {
  const [isChinese, parameterInChinese, chinese = ''] = inChinese.exec(text) ?? [];
  if (isChinese !== undefined) {
    if (parameterInChinese === undefined) header.questionZh = chinese;
    return;
  }
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
 * Returns the values of a query's parameters: the given ones, and for the others those of its header. Given values that
 * the query does not name stay, so that the caller can refuse them.
 */
export function withDefaults(
  sql: string,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const named = namedParameters(sql);
  const defaults = queryHeader(sql).parameters.filter(({ name }) => named.includes(name));
  return { ...Object.fromEntries(defaults.map(({ name, value }) => [name, value])), ...given };
}
