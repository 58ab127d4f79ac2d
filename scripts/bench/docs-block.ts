import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartName, threadChartName } from './charts.ts';
import { renderMarkdown, renderShortMarkdown, renderThreadsMarkdown } from './render-result.ts';
import type { BenchResult } from './result.ts';
import { sizeNames } from './sizes.ts';
import type { ThreadResult } from './thread-result.ts';

/** Marks of a block that is written again. */
const marks = {
  results: ['<!-- results: made by npm run bench -->', '<!-- end of results -->'],
  threads: ['<!-- threads: made by npm run bench -->', '<!-- end of threads -->'],
} as const;

/**
 * Replaces the block of results in a page by those of `folder`.
 *
 * @param folder Holds one document and its charts for each size and format.
 * @throws {Error} If the page has no such block.
 */
export function withResults(page: string, folder: string): string {
  return withBlock(page, marks.results, resultsBlock(readResults(folder)));
}

/** Replaces the short block in a page, which shows only loading and counting: of the CSV size that has most results. */
export function withShortResults(page: string, folder: string): string {
  const [result] = readResults(folder)
    .filter(({ data }) => data.format === 'csv')
    .sort((a, b) => b.contenders.length - a.contenders.length);
  const block = result === undefined ? '' : `\n${renderShortMarkdown(result)}\n`;
  return withBlock(page, marks.results, block);
}

/** Replaces the block about threads in a page by the results of `folder`, largest size first. */
export function withThreads(page: string, folder: string): string {
  const results = readDocuments<ThreadResult>(folder, (name) => name.startsWith(threadPrefix));
  const block =
    results.length === 0 ? '\nNo measurement is kept yet.\n' : results.map(threadSection).join('');
  return withBlock(page, marks.threads, block);
}

function withBlock(page: string, [begin, end]: readonly [string, string], block: string): string {
  const [before, rest] = [page.split(begin)[0], page.split(end)[1]];
  if (before === undefined || rest === undefined || before === page)
    throw new Error(`The page has no block from ${begin} to ${end}`);
  return [before, begin, '\n', block, '\n', end, rest].join('');
}

const threadPrefix = 'threads-';

/** Names a result's document; there is one for each size and format. */
export function resultName({ data: { size, format } }: Pick<BenchResult, 'data'>): string {
  return `${size}-${format.replace('.', '-')}.json`;
}

/** Names the document of a result about threads. */
export function threadResultName(result: ThreadResult): string {
  return `${threadPrefix}${resultName(result)}`;
}

function resultsBlock(results: readonly BenchResult[]): string {
  if (results.length === 0) return '\nNo measurement is kept yet.\n';
  return results.map(sectionOf).join('');
}

function sectionOf(result: BenchResult): string {
  const { size, format } = result.data;
  const picture = (kind: 'seconds' | 'memory', alt: string) =>
    `![${alt}](bench/${chartName(result, kind)})`;
  return [
    `\n### Size ${size}, ${format}\n`,
    picture('seconds', 'Seconds of each contender'),
    picture('memory', 'Peak memory of each contender'),
    `\n${renderMarkdown(result)}\n`,
  ].join('\n');
}

function threadSection(result: ThreadResult): string {
  const { size, format } = result.data;
  return [
    `\n### Threads, size ${size}, ${format}\n`,
    `![Speed-up that follows for more cores](bench/${threadChartName(result)})`,
    `\n${renderThreadsMarkdown(result)}\n`,
  ].join('\n');
}

function readResults(folder: string): BenchResult[] {
  return readDocuments(folder, (name) => !name.startsWith(threadPrefix));
}

/** Reads all documents of a kind, largest size first. */
function readDocuments<T extends Pick<BenchResult, 'data'>>(
  folder: string,
  isOfKind: (name: string) => boolean,
): T[] {
  const all = existsSync(folder) ? readdirSync(folder) : [];
  const names = all.filter((name) => name.endsWith('.json') && isOfKind(name));
  const results: T[] = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const rank = ({ data: { size, format } }: T) => `${9 - sizeNames.indexOf(size)} ${format}`;
  return results.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
