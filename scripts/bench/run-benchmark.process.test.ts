import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { BenchOptions } from './options.ts';
import type { BenchResult } from './result.ts';
import { contenders, runBenchmark } from './run-benchmark.ts';

const options: BenchOptions = { size: 'S', rounds: 1, format: 'csv', seed: 1, threads: [1] };
const ranHere = contenders
  .map(({ name }) => name)
  .filter((name) => /^(floor|duckdb-.*|imbill-(?!load).*)$/.test(name));
let folder: string;
let result: BenchResult;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-bench-'));
  result = await benchmark({ only: ranHere });
});
afterAll(() => rm(folder, { recursive: true }));

describe('runBenchmark', () => {
  it('runs DuckDB and imbill on generated data, and all count the same', () => {
    const ran = result.contenders.filter((contender) => contender.not_run === undefined);
    expect(ran.map(({ name }) => name)).toEqual(
      ranHere.filter((name) => ran.some((contender) => contender.name === name)),
    );
    expect(ran.map(({ runs }) => runs.length)).toEqual(ran.map(() => 1));
    expect(result.contenders.flatMap(({ failed }) => failed ?? [])).toEqual([]);
    const keptBy = (name: string) =>
      result.contenders.find((contender) => contender.name === name)?.disk_bytes;
    expect(keptBy('floor')).toBeNull();
    expect(keptBy('duckdb-table')).toBeGreaterThan(10_000);
    expect(keptBy('imbill-run')).toBeGreaterThan(10_000);
  });

  it('describes the data, the versions and the targets', () => {
    // 110 logins a day; 288 slots of 3 apps; a group created a day, one of them dismissed
    expect(result.data).toMatchObject({
      size: 'S',
      seed: 1,
      format: 'csv',
      apps: 3,
      days: 2,
      logins: 220,
      files: 6,
      lines: 220 + 2 * 288 * 3 + 3,
    });
    expect(Object.keys(result.versions)).toEqual(['imbill', 'Node', 'DuckDB']);
    const simulated = result.targets.find(({ what }) => what.startsWith('simulate'));
    expect(simulated).toMatchObject({ limit: 2, unit: 's', measured: expect.any(Number) });
    expect(result.targets.at(-1)?.measured).toBeGreaterThan(0);
  });

  it('takes the data that is there, and leaves no scratch', async () => {
    expect(await readdir(folder)).toEqual(['S-100x2x3-csv-seed-1', 'history-2x3-seed-1-by-0.0.0']);
    const again = await benchmark({ only: ['floor'] });
    expect(again.data).toEqual(result.data);
    expect(existsSync(join(folder, 'scratch'))).toBe(false);
  });

  it('names differing counts: a line that is not of the data', async () => {
    const file = join(folder, 'S-100x2x3-csv-seed-1/logs/logins/2026-09-02.csv');
    await appendFile(file, '2026-09-02T12:00:00+08:00,1400000003,x,success,web\n');
    await expect(benchmark({ only: ['floor', 'duckdb-query'] })).rejects.toThrow(
      'The counts differ:\n  floor took in 221, there are 220',
    );
    await expect(benchmark({ only: ['duckdb-query'] })).rejects.toThrow(
      'The counts differ:\n  2026-09-02: duckdb-query counted 101 users, the data has 100',
    );
  });
});

function benchmark(chosen: Partial<BenchOptions>): Promise<BenchResult> {
  return runBenchmark(
    { ...options, ...chosen },
    {
      folder,
      imbill: inject('mainPath'),
      imbillVersion: '0.0.0',
      size: { users: 100, days: 2, apps: 3 },
      history: { months: 2, apps: 3 },
      say: () => undefined,
    },
  );
}
