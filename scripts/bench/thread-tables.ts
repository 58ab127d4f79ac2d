import { megabytesText } from '../../src/base/memory-size.ts';
import { dataLine, machineLine, type Table } from './result-tables.ts';
import { cores, serialShare, speedUp } from './speed-up.ts';
import type { StageName, StageResult, ThreadResult } from './thread-result.ts';

/** Titles of the stages. */
export const stageTitles: Readonly<Record<StageName, string>> = {
  load: 'load, from nothing',
  measure: 'run of loaded files: measure, price, issue',
  run: 'run, from nothing',
};

/** Largest share of the main thread in the CPU seconds, in percent. */
const mostMainPercent = 5;
/** Stages with targets, which are meant for size M. */
const limitedStages: readonly StageName[] = ['load', 'run'];

/** Builds a table of what was seen of each stage with each number of threads. */
export function threadTable({ stages }: ThreadResult): Table {
  const titles = [
    'threads',
    'queries at a time',
    'highest',
    'seconds',
    'CPU s',
    'main s',
    'main %',
  ];
  return {
    columns: [{ title: 'stage' }, ...titles.map(numberColumn)],
    rows: stages.map((stage) => {
      const { name, threads, run } = stage;
      return [
        stageTitles[name],
        `${threads}`,
        run.mean.toFixed(1),
        `${run.highest}`,
        run.seconds.toFixed(1),
        run.cpu_seconds.toFixed(1),
        run.main_seconds.toFixed(2),
        mainPercent(stage).toFixed(1),
      ];
    }),
  };
}

/** Builds a table of the speed-up that follows for more cores. With one thread, nothing is seen to be parallel. */
export function speedUpTable({ stages }: ThreadResult): Table {
  const titles = ['threads', 'serial %', ...cores.map((count) => `× on ${count} cores`)];
  return {
    columns: [{ title: 'stage' }, ...titles.map(numberColumn)],
    rows: stages
      .filter(({ threads }) => threads > 1)
      .map(({ name, threads, run }) => {
        const serial = serialShare(run);
        const factors = cores.map((count) => speedUp(serial, count).toFixed(1));
        return [stageTitles[name], `${threads}`, (100 * serial).toFixed(1), ...factors];
      }),
  };
}

/** Builds a table of the targets, for the largest number of threads. */
export function threadTargetTable(result: ThreadResult): Table {
  const limited = mostThreads(result).filter(({ name }) => limitedStages.includes(name));
  const rows = limited.flatMap((stage) => {
    const { name, threads, run } = stage;
    const percent = mainPercent(stage);
    return [
      [
        `${name}: queries at a time`,
        `${threads}`,
        `${run.highest}`,
        verdict(run.highest >= threads),
      ],
      [
        `${name}: main thread`,
        `at most ${mostMainPercent} %`,
        `${percent.toFixed(1)} %`,
        verdict(percent <= mostMainPercent),
      ],
    ];
  });
  const columns = [{ title: 'target' }, ...['limit', 'measured'].map(numberColumn), { title: '' }];
  return { columns, rows };
}

/** Returns the results with the largest number of threads. */
export function mostThreads({ stages }: ThreadResult): StageResult[] {
  const most = Math.max(...stages.map(({ threads }) => threads));
  return stages.filter(({ threads }) => threads === most);
}

/** Describes the data and the machine in two lines. */
export function threadConditions(result: ThreadResult): string {
  const memory = `memory: ${megabytesText(result.memory_megabytes)}, the default here.`;
  return `${dataLine(result)}\n${machineLine(result)} ${memory}`;
}

function numberColumn(title: string) {
  return { title, isNumber: true };
}

function mainPercent({ run }: StageResult): number {
  return (100 * run.main_seconds) / run.cpu_seconds;
}

function verdict(isMet: boolean): string {
  return isMet ? 'met' : 'not met';
}
