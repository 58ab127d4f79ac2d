import { renderTable } from '../../src/terminal/table.ts';
import type { BenchResult } from './result.ts';
import {
  conditionsOf,
  contenderTable,
  shortTable,
  type Table,
  targetTable,
} from './result-tables.ts';
import type { ThreadResult } from './thread-result.ts';
import { speedUpTable, threadConditions, threadTable, threadTargetTable } from './thread-tables.ts';

/** Renders the result for a terminal. */
export function renderForTerminal(result: BenchResult): string {
  const parts = [conditionsOf(result), print(contenderTable(result))];
  if (result.targets.length > 0) parts.push(print(targetTable(result)));
  return `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`;
}

/** Renders the result for a page of the manual. */
export function renderMarkdown(result: BenchResult): string {
  const parts = [conditionsOf(result), markdown(contenderTable(result))];
  if (result.targets.length > 0) parts.push(markdown(targetTable(result)));
  return parts.join('\n\n');
}

/** Renders only loading and counting, for a short page. */
export function renderShortMarkdown(result: BenchResult): string {
  return [conditionsOf(result), markdown(shortTable(result))].join('\n\n');
}

/** Renders the stages of imbill with each number of threads for a terminal. */
export function renderThreadsForTerminal(result: ThreadResult): string {
  const parts = [
    threadConditions(result),
    print(threadTable(result)),
    print(speedUpTable(result)),
    print(threadTargetTable(result)),
  ];
  return `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`;
}

/** Renders the stages of imbill with each number of threads for a page of the manual. */
export function renderThreadsMarkdown(result: ThreadResult): string {
  const tables = [threadTable(result), speedUpTable(result), threadTargetTable(result)];
  return [threadConditions(result), ...tables.map(markdown)].join('\n\n');
}

function print({ columns, rows }: Table): string {
  return renderTable({ columns, rows });
}

function markdown({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map(({ isNumber }) => (isNumber ? '--:' : '---'));
  const full = rows.map((row) => columns.map((_, index) => row[index] ?? ''));
  return [line(columns.map(({ title }) => title)), `|${rule.join('|')}|`, ...full.map(line)].join(
    '\n',
  );
}
