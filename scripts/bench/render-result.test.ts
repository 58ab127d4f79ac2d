import { describe, expect, it } from 'vitest';
import {
  renderForTerminal,
  renderMarkdown,
  renderThreadsForTerminal,
  renderThreadsMarkdown,
} from './render-result.ts';
import { sampleResult, sampleThreadResult } from './testing/sample-result.ts';

const conditions = [
  '2.97 M logins of 30 days and 20 apps in csv, 210 MB in 90 files (size S, seed 1); 3 rounds, measured on 2026-11-25.',
  'A processor, 2 cores, 24 GB, Linux 6.1 x64; load before it 0.05. imbill 0.2.0, DuckDB v1.5.6.',
];

describe('renderForTerminal', () => {
  it('shows medians, spread, ratios and what was not measured, and the targets', () => {
    // The floor's median is 0.75, that of imbill run 1.5: 2 × floor
    expect(renderForTerminal(sampleResult()).split('\n')).toEqual([
      ...conditions,
      '',
      'contender                             seconds  from    to  × floor         CPU s       peak MB  kept MB',
      '────────────────────────────────────  ───────  ────  ────  ───────  ────────────  ────────────  ───────',
      'Floor                                    0.75  0.50  1.00     1.00           1.5           200        –',
      'imbill run                               1.50  1.50  2.25     2.00           3.0           200       31',
      'Other system                             3.00  3.00  3.00     4.00  not measured  not measured        –',
      'Absent: not run, it is not installed',
      'Greedy: failed, SIGKILL',
      '',
      'target       at most  measured',
      '───────────  ───────  ────────  ────────────',
      'run ÷ floor   3.00 ×    2.00 ×  met',
      'kept         25.00 %   25.04 %  not met',
      'again         1.00 s         –  not measured',
      'memory        700 MB    513 MB  met',
      '',
    ]);
  });

  it('has no ratio where the floor was not run, and no targets where there are none', () => {
    const result = sampleResult();
    result.contenders = result.contenders.slice(1, 2);
    result.targets = [];
    expect(renderForTerminal(result).split('\n').slice(5)).toEqual([
      'imbill run     1.50  1.50  2.25        –    3.0      200       31',
      '',
    ]);
  });
});

describe('renderMarkdown', () => {
  it('shows the same as tables of a page', () => {
    expect(renderMarkdown(sampleResult()).split('\n')).toEqual([
      ...conditions,
      '',
      '| contender | seconds | from | to | × floor | CPU s | peak MB | kept MB |',
      '|---|--:|--:|--:|--:|--:|--:|--:|',
      '| Floor | 0.75 | 0.50 | 1.00 | 1.00 | 1.5 | 200 | – |',
      '| imbill run | 1.50 | 1.50 | 2.25 | 2.00 | 3.0 | 200 | 31 |',
      '| Other system | 3.00 | 3.00 | 3.00 | 4.00 | not measured | not measured | – |',
      '| Absent: not run, it is not installed |  |  |  |  |  |  |  |',
      '| Greedy: failed, SIGKILL |  |  |  |  |  |  |  |',
      '',
      '| target | at most | measured |  |',
      '|---|--:|--:|---|',
      '| run ÷ floor | 3.00 × | 2.00 × | met |',
      '| kept | 25.00 % | 25.04 % | not met |',
      '| again | 1.00 s | – | not measured |',
      '| memory | 700 MB | 513 MB | met |',
    ]);
  });
});

describe('renderThreadsForTerminal', () => {
  it('shows what ran at a time, what follows for more cores, and the targets', () => {
    // 18 of 20 CPU seconds were parallel, so 10 % are serial: 1 / (0.1 + 0.9 / 4) = 3.1
    expect(renderThreadsForTerminal(sampleThreadResult()).split('\n')).toEqual([
      '2.97 M logins of 30 days and 20 apps in csv, 210 MB in 90 files (size S, seed 1); 1 round, measured on 2026-11-25.',
      `${conditions[1]} memory: 4 GB, the default here.`,
      '',
      'stage               threads  queries at a time  highest  seconds  CPU s  main s  main %',
      '──────────────────  ───────  ─────────────────  ───────  ───────  ─────  ──────  ──────',
      'load, from nothing        1                0.9        1     20.0   20.0    1.00     5.0',
      'load, from nothing        4                3.6        4     11.0   20.0    1.00     5.0',
      'run, from nothing         1                0.9        1     20.0   20.0    1.00     5.0',
      'run, from nothing         4                2.6        3     11.0   20.0    1.20     6.0',
      '',
      'stage               threads  serial %  × on 4 cores  × on 8 cores  × on 16 cores  × on 32 cores',
      '──────────────────  ───────  ────────  ────────────  ────────────  ─────────────  ─────────────',
      'load, from nothing        4      10.0           3.1           4.7            6.4            7.8',
      'run, from nothing         4      10.0           3.1           4.7            6.4            7.8',
      '',
      'target                         limit  measured',
      '───────────────────────  ───────────  ────────  ───────',
      'load: queries at a time            4         4  met',
      'load: main thread        at most 5 %     5.0 %  met',
      'run: queries at a time             4         3  not met',
      'run: main thread         at most 5 %     6.0 %  not met',
      '',
    ]);
  });
});

describe('renderThreadsMarkdown', () => {
  it('shows the same as tables of a page', () => {
    const lines = renderThreadsMarkdown(sampleThreadResult()).split('\n');
    expect(lines).toContain('| run, from nothing | 4 | 2.6 | 3 | 11.0 | 20.0 | 1.20 | 6.0 |');
    expect(lines).toContain('| run, from nothing | 4 | 10.0 | 3.1 | 4.7 | 6.4 | 7.8 |');
    expect(lines).toContain('| run: main thread | at most 5 % | 6.0 % | not met |');
  });
});
