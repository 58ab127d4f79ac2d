import type { Column } from '../../src/terminal/table.ts';
import type { BenchResult, ContenderResult, TargetResult } from './result.ts';
import { mediansOf } from './statistics.ts';

/** A table, for a terminal or a page. */
export interface Table {
  columns: Column[];
  rows: string[][];
}

/** Builds a table of all contenders: medians over the rounds, compared with the floor. */
export function contenderTable({ contenders }: BenchResult): Table {
  const floor = contenders.find(({ name }) => name === 'floor');
  const floorSeconds = floor && mediansOf(floor)?.seconds;
  return {
    columns: [
      { title: 'contender' },
      ...['seconds', 'from', 'to', '× floor', 'CPU s', 'peak MB', 'kept MB'].map((title) => ({
        title,
        isNumber: true,
      })),
    ],
    rows: contenders.map((contender) => contenderRow(contender, floorSeconds)),
  };
}

/** Builds a short table of contenders that go from nothing to counts, with their memory. */
export function shortTable({ contenders }: BenchResult): Table {
  const whole = contenders.find(({ name }) => name === 'imbill-run');
  const seconds = whole && mediansOf(whole)?.seconds;
  const others = ['imbill-load', 'imbill-again', 'imbill-late', 'imbill-regenerate'];
  const rows = contenders
    .filter(({ name }) => ![...others, 'imbill-simulate'].includes(name))
    .flatMap((contender) => {
      const medians = mediansOf(contender);
      if (medians === undefined) return [];
      const share = seconds === undefined ? '–' : (medians.seconds / seconds).toFixed(2);
      const peak = medians.peak_bytes === null ? 'not measured' : megabytes(medians.peak_bytes);
      return [[contender.title, medians.seconds.toFixed(1), share, peak]];
    });
  return {
    columns: [
      { title: '' },
      ...['seconds', '× imbill', 'peak MB'].map((title) => ({ title, isNumber: true })),
    ],
    rows,
  };
}

/** Builds a table of all targets. */
export function targetTable({ targets }: BenchResult): Table {
  return {
    columns: [
      { title: 'target' },
      { title: 'at most', isNumber: true },
      { title: 'measured', isNumber: true },
      { title: '' },
    ],
    rows: targets.map((target) => [
      target.what,
      quantity(target.limit, target.unit),
      target.measured === null ? '–' : quantity(target.measured, target.unit),
      verdictOf(target),
    ]),
  };
}

/** Parts of a result that say what was measured, where and when. */
type Conditions = Pick<BenchResult, 'data' | 'machine' | 'rounds' | 'versions' | 'measured_at'>;

/** Describes the data and the machine in two lines. */
export function conditionsOf(result: Conditions): string {
  return `${dataLine(result)}\n${machineLine(result)}`;
}

/** Describes the data. */
export function dataLine({ data, rounds, measured_at }: Conditions): string {
  return `${millions(data.logins)} M logins of ${data.days} days and ${data.apps} apps in ${data.format}, ${millions(data.bytes)} MB in ${data.files} files (size ${data.size}, seed ${data.seed}); ${countRounds(rounds)}, measured on ${measured_at.slice(0, 10)}.`;
}

/** Describes the machine. */
export function machineLine({ machine, versions }: Conditions): string {
  const engines = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${machine.cpu}, ${machine.cores} cores, ${gigabytes(machine.memory_bytes)} GB, ${machine.os}; load before it ${machine.load_average.toFixed(2)}. ${engines.join(', ')}.`;
}

/** Counts rounds: `1 round`, `3 rounds`. */
export function countRounds(rounds: number): string {
  return rounds === 1 ? '1 round' : `${rounds} rounds`;
}

function contenderRow(contender: ContenderResult, floorSeconds: number | undefined): string[] {
  const medians = mediansOf(contender);
  if (medians === undefined) return [contender.title + withoutRuns(contender)];
  const ratio = floorSeconds === undefined ? '–' : (medians.seconds / floorSeconds).toFixed(2);
  return [
    contender.title,
    medians.seconds.toFixed(2),
    ...medians.spread.map((seconds) => seconds.toFixed(2)),
    ratio,
    medians.cpu_seconds?.toFixed(1) ?? 'not measured',
    medians.peak_bytes === null ? 'not measured' : megabytes(medians.peak_bytes),
    contender.disk_bytes === null ? '–' : megabytes(contender.disk_bytes),
  ];
}

function withoutRuns({ not_run: notRun, failed }: ContenderResult): string {
  return failed === undefined ? `: not run, ${notRun ?? 'unknown why'}` : `: failed, ${failed}`;
}

function verdictOf({ is_met: isMet }: TargetResult): string {
  if (isMet === null) return 'not measured';
  return isMet ? 'met' : 'not met';
}

function quantity(value: number, unit: TargetResult['unit']): string {
  const text = unit === 'MB' ? value.toFixed(0) : value.toFixed(2);
  return unit === '×' ? `${text} ×` : `${text} ${unit}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

function millions(value: number): string {
  return (value / 1e6).toFixed(value < 1e7 ? 2 : 0);
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(0);
}
