import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartName } from './charts.ts';
import { renderMarkdown, renderShortMarkdown } from './render-result.ts';
import type { BenchResult } from './result.ts';
import { sizeNames } from './sizes.ts';

const [begin, end] = ['<!-- results: made by npm run bench -->', '<!-- end of results -->'];

/**
 * Replaces the block of results in a page by those of `folder`.
 *
 * @param folder Holds one document and its charts for each size and format.
 * @throws {Error} If the page has no such block.
 */
export function withResults(page: string, folder: string): string {
  return withBlock(page, resultsBlock(readResults(folder)));
}

/** Replaces the short block in a page, which shows only loading and counting: of the CSV size that has most results. */
export function withShortResults(page: string, folder: string): string {
  const [result] = readResults(folder)
    .filter(({ data }) => data.format === 'csv')
    .sort((a, b) => b.contenders.length - a.contenders.length);
  return withBlock(page, result === undefined ? '' : `\n${renderShortMarkdown(result)}\n`);
}

function withBlock(page: string, block: string): string {
  const [before, rest] = [page.split(begin)[0], page.split(end)[1]];
  if (before === undefined || rest === undefined || before === page)
    throw new Error(`The page has no block from ${begin} to ${end}`);
  return [before, begin, '\n', block, '\n', end, rest].join('');
}

/** Names a result's document; there is one for each size and format. */
export function resultName({ data: { size, format } }: BenchResult): string {
  return `${size}-${format.replace('.', '-')}.json`;
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

/** Reads all results, largest size first. */
function readResults(folder: string): BenchResult[] {
  const all = existsSync(folder) ? readdirSync(folder) : [];
  const names = all.filter((name) => name.endsWith('.json'));
  const results = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const rank = ({ data: { size, format } }: BenchResult) =>
    `${9 - sizeNames.indexOf(size)} ${format}`;
  return results.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
