import type { BenchResult, ContenderResult } from '../result.ts';
import type { ThreadResult } from '../thread-result.ts';

/** Builds a result with a contender of each kind: measured, not run, failed, without Linux's figures. */
export function sampleResult(): BenchResult {
  return {
    schema: 1,
    measured_at: '2026-11-25T02:03:04.000Z',
    machine: {
      os: 'Linux 6.1 x64',
      cpu: 'A processor',
      cores: 2,
      memory_bytes: 24 * 2 ** 30,
      load_average: 0.05,
    },
    versions: { imbill: '0.2.0', DuckDB: 'v1.5.6' },
    data: {
      size: 'S',
      seed: 1,
      format: 'csv',
      apps: 20,
      days: 30,
      logins: 2_970_000,
      lines: 3_175_020,
      files: 90,
      bytes: 210_000_000,
      login_bytes: 199_000_000,
    },
    rounds: 3,
    contenders: [
      measuredContender('floor', 'Floor', [1, 0.5, 0.75]),
      {
        ...measuredContender('imbill-run', 'imbill run', [1.5, 1.5, 2.25]),
        disk_bytes: 31_400_000,
      },
      {
        name: 'other',
        title: 'Other system',
        disk_bytes: null,
        runs: [{ seconds: 3, cpu_seconds: null, peak_bytes: null }],
      },
      { ...measuredContender('absent', 'Absent', []), not_run: 'it is not installed' },
      { ...measuredContender('greedy', 'Greedy', []), failed: 'SIGKILL' },
    ],
    targets: [
      { what: 'run ÷ floor', limit: 3, unit: '×', measured: 2, is_met: true },
      { what: 'kept', limit: 25, unit: '%', measured: 25.04, is_met: false },
      { what: 'again', limit: 1, unit: 's', measured: null, is_met: null },
      { what: 'memory', limit: 700, unit: 'MB', measured: 512.6, is_met: true },
    ],
  };
}

/** Builds a result of two stages with one thread and with four. */
export function sampleThreadResult(): ThreadResult {
  const { measured_at, machine, versions, data } = sampleResult();
  const alone = { seconds: 20, cpu_seconds: 20, main_seconds: 1, parallel_seconds: 0 };
  const four = { seconds: 11, cpu_seconds: 20, main_seconds: 1, parallel_seconds: 18 };
  return {
    schema: 1,
    measured_at,
    machine,
    versions,
    data,
    rounds: 1,
    memory_megabytes: 4096,
    stages: [
      { name: 'load', threads: 1, run: { ...alone, mean: 0.9, highest: 1 } },
      { name: 'load', threads: 4, run: { ...four, mean: 3.6, highest: 4 } },
      { name: 'run', threads: 1, run: { ...alone, mean: 0.9, highest: 1 } },
      { name: 'run', threads: 4, run: { ...four, main_seconds: 1.2, mean: 2.6, highest: 3 } },
    ],
  };
}

/** Builds a round for each of `seconds`, with twice as many CPU seconds and 200 MB. */
export function measuredContender(
  name: string,
  title: string,
  seconds: readonly number[],
): ContenderResult {
  const runs = seconds.map((value) => ({
    seconds: value,
    cpu_seconds: 2 * value,
    peak_bytes: 200_000_000,
  }));
  return { name, title, runs, disk_bytes: null };
}
