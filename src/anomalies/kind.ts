import { queryHeader } from '../duckdb/query-header.ts';

/** A kind of anomaly: one select, its thresholds, and the sentence about a row. */
export interface AnomalyKind {
  /** Name in results and settings: that of its file, with `-` for `_`. */
  code: string;
  /** Path of its file, for messages. */
  path: string;
  sql: string;
  /** First sentence of the file. */
  meaning: string;
  /** Source of all its rows, if the header names it. */
  source?: string;
  /** Metric of all its rows, if the header names it. */
  metric?: string;
  /** Sentence with a column's name in braces where its value belongs. */
  message: string;
  /** The sentence in Chinese, if the header has one; with the same names in braces. */
  messageZh?: string;
  parameters: AnomalyParameter[];
}

/** A threshold that imbill.yaml can set. */
export interface AnomalyParameter {
  name: string;
  /** Value without a setting. */
  value: string;
  meaning: string;
}

/** Sentence of a file without one. */
const usualMessage = '{subject} has {value}; {expected} is expected.';

/** Reads a kind from its file. The header has its thresholds, its message, and perhaps its source or metric. */
export function readKind(file: { name: string; path: string; text: string }): AnomalyKind {
  const { question, parameters, columns } = queryHeader(file.text);
  const lineOf = (key: string) => columns.find(({ name }) => name === key)?.meaning;
  const source = lineOf('source');
  const metric = lineOf('metric');
  const messageZh = lineOf('message_zh');
  return {
    code: file.name.toLowerCase().replaceAll('_', '-'),
    path: file.path,
    sql: file.text,
    meaning: question,
    ...(source === undefined ? {} : { source }),
    ...(metric === undefined ? {} : { metric }),
    message: lineOf('message') ?? usualMessage,
    ...(messageZh === undefined ? {} : { messageZh }),
    parameters,
  };
}
