import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { runThreadStages } from './run-thread-stages.ts';

describe.runIf(process.platform === 'linux')('runThreadStages', () => {
  it('runs each stage with each number of threads, from the states that they need', async () => {
    const folder = await tempFolder();
    const said: string[] = [];
    const result = await runThreadStages(
      { size: 'ci', rounds: 1, format: 'csv', seed: 1, threads: [1, 2] },
      {
        folder,
        imbill: inject('mainPath'),
        imbillVersion: '0.0.0',
        size: { users: 100, days: 2, apps: 3 },
        history: { months: 0, apps: 0 },
        say: (text) => said.push(text),
      },
    );
    expect(said.slice(1)).toEqual([
      'Round 1 of 1: load with --threads 1',
      'Round 1 of 1: measure with --threads 1',
      'Round 1 of 1: run with --threads 1',
      'Round 1 of 1: load with --threads 2',
      'Round 1 of 1: measure with --threads 2',
      'Round 1 of 1: run with --threads 2',
    ]);
    expect(result.stages.map(({ name, threads }) => `${name} ${threads}`)).toEqual([
      'load 1',
      'load 2',
      'measure 1',
      'measure 2',
      'run 1',
      'run 2',
    ]);
    expect(result.stages.filter(({ run }) => run.cpu_seconds > run.main_seconds)).toHaveLength(6);
    const settings = await readFile(join(folder, 'ci-100x2x3-csv-seed-1/imbill.yaml'), 'utf8');
    expect(settings).not.toContain('memory:');
  }, 300_000);
});
