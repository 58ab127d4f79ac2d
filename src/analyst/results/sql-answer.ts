import type { Chunk, QueryResult } from '../sandbox/sql-sandbox.ts';
import { isNumeric } from './exact-value.ts';
import { rowsOf } from './format.ts';
import { shortTextOf } from './short-decimal.ts';
import { visibleText } from './visible-text.ts';

/** The first rows of a result, as the page shows them. */
export interface SqlAnswer {
  columns: AnswerColumn[];
  /** Exact values as text: decimals without trailing zeros, money with two places; null stays null. */
  rows: (string | null)[][];
  /** True if the result has more rows than these. */
  hasMore: boolean;
  /** True if a long value is cut. */
  hasCutValues: boolean;
}

export interface AnswerColumn {
  name: string;
  /** Type in DuckDB's words, such as `DECIMAL(38,2)`. */
  type: string;
  isNumeric: boolean;
  /** True if the values are days or times. */
  isTime: boolean;
}

/** Most rows of a page; a file has them all. */
export const mostRows = 1000;
export const longestValue = 2000;
export const mostCharacters = 4_000_000;

/** Reads the first rows of a result. DuckDB does not compute the rest. */
export async function readAnswer({ columns, chunks }: QueryResult): Promise<SqlAnswer> {
  const answer: SqlAnswer = {
    columns: columns.map(({ name, type }) => ({
      name: visibleText(name),
      type: type.name,
      isNumeric: isNumeric(type),
      isTime: /^(DATE|TIMESTAMP.*)$/.test(type.kind),
    })),
    rows: [],
    hasMore: false,
    hasCutValues: false,
  };
  const texts = columns.map(({ type }) => shortTextOf(type));
  let room = mostCharacters;
  for await (const chunk of chunks) {
    for (const row of shownRows(chunk, texts)) {
      room -= row.values.reduce((sum, value) => sum + (value?.length ?? 0), 0);
      answer.hasMore = answer.rows.length === mostRows || (room < 0 && answer.rows.length > 0);
      if (answer.hasMore) return answer;
      answer.rows.push(row.values);
      answer.hasCutValues ||= row.isCut;
    }
  }
  return answer;
}

function* shownRows(
  chunk: Chunk,
  texts: ReturnType<typeof shortTextOf>[],
): Generator<{ values: (string | null)[]; isCut: boolean }> {
  let isCut = false;
  const shown = texts.map((text) => (value: Parameters<typeof text>[0]) => {
    if (value === null) return null;
    const whole = text(value);
    isCut ||= whole.length > longestValue;
    return visibleText(whole.length > longestValue ? `${whole.slice(0, longestValue)}…` : whole);
  });
  for (const values of rowsOf(chunk, shown)) {
    yield { values, isCut };
    isCut = false;
  }
}
