import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultName, withResults, withShortResults } from './docs-block.ts';
import type { BenchResult } from './result.ts';
import { sampleResult } from './testing/sample-result.ts';

const docs = join(import.meta.dirname, '../../docs');
const frame = ['<!-- results: made by npm run bench -->', '<!-- end of results -->'];
const page = ['# Page', '', frame[0], 'old', frame[1], '', 'rest', ''].join('\n');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-bench-docs-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('withResults', () => {
  it('replaces the block alone, the largest size first', async () => {
    expect(withResults(page, join(folder, 'none')).split('\n')).toEqual([
      '# Page',
      '',
      frame[0],
      '',
      'No measurement is kept yet.',
      '',
      frame[1],
      '',
      'rest',
      '',
    ]);
    const large: BenchResult = sampleResult();
    large.data = { ...large.data, size: 'L', format: 'csv.gz' };
    for (const result of [sampleResult(), large])
      await writeFile(join(folder, resultName(result)), JSON.stringify(result));
    const made = withResults(page, folder);
    expect(made.match(/^### .*$/gm)).toEqual(['### Size L, csv.gz', '### Size S, csv']);
    expect(made).toContain('![Seconds of each contender](bench/L-csv-gz-seconds.svg)');
    expect(made).toContain('| imbill run | 1.50 | 1.50 | 2.25 | 2.00 | 3.0 | 200 | 31 |');
    expect(made.endsWith(`\n${frame[1]}\n\nrest\n`)).toBe(true);
    expect(withResults(made, folder)).toBe(made);
  });

  it('shows less of one result on a page that is short', async () => {
    const larger = sampleResult();
    const [first] = larger.contenders;
    const few = { ...larger, data: { ...larger.data, size: 'L' }, contenders: [first!] };
    await writeFile(join(folder, 'L-csv.json'), JSON.stringify(few));
    const made = withShortResults(page, folder);
    expect(made).toContain('| imbill run | 1.5 | 1.00 | 200 |');
    expect(made).toContain('| Floor | 0.8 | 0.50 | 200 |');
    expect(made).not.toMatch(/Absent|Greedy|###|!\[/);
    expect(withShortResults(made, folder)).toBe(made);
  });

  it('refuses a page without a block', () => {
    expect(() => withResults('# Page\n', folder)).toThrow(
      'The page has no block from <!-- results: made by npm run bench --> to <!-- end of results -->',
    );
  });
});

describe('README.md', () => {
  it('shows a result of docs/bench', () => {
    const text = readFileSync(join(docs, '..', 'README.md'), 'utf8');
    expect(withShortResults(text, join(docs, 'bench'))).toBe(text);
    expect(text).toContain('| imbill run, from nothing, raw rows kept |');
  });
});

describe('docs/performance.md', () => {
  it('shows the results of docs/bench, and their charts are there', () => {
    const text = readFileSync(join(docs, 'performance.md'), 'utf8');
    expect(withResults(text, join(docs, 'bench'))).toBe(text);
    const pictures = [...text.matchAll(/!\[[^\]]*\]\((bench\/[^)]+)\)/g)].map(
      ([, path = '']) => path,
    );
    const kept = existsSync(join(docs, 'bench')) ? readdirSync(join(docs, 'bench')) : [];
    const charts = kept.filter((name) => name.endsWith('.svg')).map((name) => `bench/${name}`);
    expect(pictures.sort()).toEqual(charts.sort());
  });
});
