import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { benchCommand } from './bench-command.ts';
import type { BenchOptions } from './options.ts';
import { checkedContenders } from './recorded-ratios.ts';
import { renderForTerminal, renderThreadsForTerminal } from './render-result.ts';
import type { BenchResult } from './result.ts';
import { DifferingCounts } from './run-rounds.ts';
import { sampleResult, sampleThreadResult } from './testing/sample-result.ts';

let folder: string;
let asked: BenchOptions[];
let shown: string;
let said: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-bench-command-'));
  await mkdir(join(folder, 'docs'));
  const block = '<!-- results: made by npm run bench -->\n<!-- end of results -->\n';
  const threads = '<!-- threads: made by npm run bench -->\n<!-- end of threads -->\n';
  await writeFile(join(folder, 'docs/performance.md'), `# Performance\n\n${block}\n${threads}`);
  await writeFile(join(folder, 'README.md'), `# Read me\n\n${block}`);
  await writeFile(join(folder, 'recorded.json'), '{ "imbill-run": 1 }');
  [asked, shown, said] = [[], '', ''];
});
afterEach(() => rm(folder, { recursive: true }));

describe('benchCommand', () => {
  it('shows the result, and writes it with its charts where told', async () => {
    const result = sampleResult();
    const args = ['--json', join(folder, 'a/b.json'), '--charts', join(folder, 'charts')];
    expect(await bench(args, result)).toBe(0);
    expect(shown).toBe(renderForTerminal(result));
    expect(JSON.parse(await readFile(join(folder, 'a/b.json'), 'utf8'))).toEqual(result);
    const charts = ['S-csv-memory.svg', 'S-csv-seconds.svg'];
    expect((await readdir(join(folder, 'charts'))).sort()).toEqual(charts);
  });

  it('keeps it in the manual', async () => {
    expect(await bench(['--docs'])).toBe(0);
    const kept = ['S-csv-memory.svg', 'S-csv-seconds.svg', 'S-csv.json'];
    expect((await readdir(join(folder, 'docs/bench'))).sort()).toEqual(kept);
    expect(await readFile(join(folder, 'docs/performance.md'), 'utf8')).toContain(
      '| imbill run | 1.50 | 1.50 | 2.25 | 2.00 | 3.0 | 200 | 31 |',
    );
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain(
      '| imbill run | 1.5 | 1.00 | 200 |',
    );
  });

  it('runs imbill alone with several numbers of threads, and keeps that in the manual', async () => {
    expect(await bench(['--threads', '4,1', '--docs', '--json', join(folder, 't.json')])).toBe(0);
    expect(asked).toMatchObject([{ threads: [1, 4] }]);
    expect(shown).toBe(renderThreadsForTerminal(sampleThreadResult()));
    expect(JSON.parse(await readFile(join(folder, 't.json'), 'utf8'))).toEqual(
      sampleThreadResult(),
    );
    const kept = ['threads-S-csv-speed-up.svg', 'threads-S-csv.json'];
    expect((await readdir(join(folder, 'docs/bench'))).sort()).toEqual(kept);
    const page = await readFile(join(folder, 'docs/performance.md'), 'utf8');
    expect(page).toContain(
      '![Speed-up that follows for more cores](bench/threads-S-csv-speed-up.svg)',
    );
    expect(page).toContain('| load, from nothing | 4 | 3.6 | 4 | 11.0 | 20.0 | 1.00 | 5.0 |');
    expect(await bench(['--docs'])).toBe(0);
    const both = await readFile(join(folder, 'docs/performance.md'), 'utf8');
    expect(both).toContain('| load, from nothing | 4 | 3.6 | 4 |');
    expect(both).toContain('| imbill run | 1.50 |');
  });

  it('ends with 1 where imbill failed, and with 0 where another did', async () => {
    const result = sampleResult();
    expect(result.contenders.some(({ failed }) => failed !== undefined)).toBe(true);
    expect(await bench([], result)).toBe(0);
    result.contenders[1] = { ...result.contenders[1]!, runs: [], failed: 'exit code 1' };
    expect(await bench([], result)).toBe(1);
  });

  it('ends with 1 where counts differ', async () => {
    const code = await bench([], new DifferingCounts('The counts differ:\n  a'));
    expect({ code, said }).toEqual({ code: 1, said: 'The counts differ:\n  a\n' });
  });

  it('checks the small month, and ends with 1 far above the recorded ratio', async () => {
    // 3 CPU seconds against the floor's 1 is three times the recorded ratio of 1; not above it
    expect(await bench(['--check', '--size', 'L', '--seed', '9'])).toBe(0);
    expect(asked).toMatchObject([{ size: 'ci', format: 'csv', seed: 1, only: checkedContenders }]);
    expect(shown).toContain('imbill-run: 3 × floor, recorded 1 ×: within what is tolerated');
    await writeFile(join(folder, 'recorded.json'), '{ "imbill-run": 0.99 }');
    expect(await bench(['--check'])).toBe(1);
    expect(said).toBe(
      'Find what became dearer, or record it for a reason with: npm run bench -- --record\n',
    );
  });

  it('records the ratios', async () => {
    expect(await bench(['--record'])).toBe(0);
    expect(JSON.parse(await readFile(join(folder, 'recorded.json'), 'utf8'))).toEqual({
      'imbill-run': 3,
      other: 3,
    });
  });

  it('ends with 2 for wrong arguments, and with 0 after help', async () => {
    expect(await bench(['--only', 'nobody'])).toBe(2);
    expect(said).toContain('There is no contender nobody. Accepted: floor, duckdb-query,');
    expect(await bench(['--help'])).toBe(0);
    expect(said).toContain('--keep-data <dir>');
    expect(asked).toEqual([]);
  });

  it('hides no other error', async () => {
    await expect(bench([], new TypeError('a bug'))).rejects.toThrow(new TypeError('a bug'));
  });
});

function bench(args: string[], outcome: BenchResult | Error = sampleResult()): Promise<number> {
  return benchCommand(args, {
    measure: async (options) => {
      asked.push(options);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    measureThreads: async (options) => {
      asked.push(options);
      return sampleThreadResult();
    },
    show: (text) => {
      shown += text;
    },
    say: (text) => {
      said += `${text}\n`;
    },
    docs: join(folder, 'docs'),
    recorded: join(folder, 'recorded.json'),
  });
}
