import { join } from 'node:path';
import type { Answer, Contender, Place } from './contender.ts';
import { historyRange } from './history.ts';
import { settingsWithoutRawRows } from './month-workspace.ts';
import { month } from './sizes.ts';

/** The whole strict job of imbill over logins, bandwidth and groups, and later jobs. */
export const imbillContenders: readonly Contender[] = [
  {
    name: 'imbill-load',
    title: 'imbill load, from nothing',
    prepare: ({ month }) => month.empty(),
    args: ({ imbill, month, threads }) => [
      imbill,
      'load',
      '--json',
      '--threads',
      `${threads}`,
      '--workspace',
      month.folder,
    ],
    answer: async (stdout, place) => loadedIn(stdout, place),
    keptBytes: ({ month }) => month.keptBytes(),
  },
  {
    name: 'imbill-run-keep-none',
    title: 'imbill run, from nothing, raw rows not kept',
    obstacle: async () =>
      settingsWithoutRawRows() === undefined ? 'this imbill has no setting for it' : undefined,
    prepare: ({ month }) => month.empty(settingsWithoutRawRows()),
    args: runArgs,
    answer: async (stdout, place) => countedAfterRun(stdout, place),
    keptBytes: ({ month }) => month.keptBytes(),
  },
  {
    name: 'imbill-run',
    title: 'imbill run, from nothing, raw rows kept',
    prepare: ({ month }) => month.empty(),
    args: runArgs,
    answer: async (stdout, place) => {
      place.month.nowIssued();
      return countedAfterRun(stdout, place);
    },
    keptBytes: ({ month }) => month.keptBytes(),
  },
  {
    name: 'imbill-again',
    title: 'imbill run again, nothing new',
    prepare: ({ month }) => month.issued(),
    args: runArgs,
    answer: async (stdout) => loadedOf(stdout, 0),
  },
  {
    name: 'imbill-late',
    title: 'imbill run with one late file',
    prepare: ({ month }) => month.withLateFile(),
    args: runArgs,
    answer: async (stdout, { month }) => {
      const answer = loadedOf(stdout, month.lateLines);
      await month.withdrawLateFile();
      return answer;
    },
  },
  {
    name: 'imbill-regenerate',
    title: 'imbill invoice regenerate, 12 months × 200 customers',
    args: ({ imbill, history, scratch }) => [
      imbill,
      'invoice',
      'regenerate',
      '--json',
      '--out',
      join(scratch, 'regenerated'),
      '--workspace',
      historyOf(history).half,
    ],
    answer: async (stdout, { history }) => {
      const { months, apps } = historyOf(history).size;
      const { documents } = JSON.parse(stdout);
      return { rows: { read: documents.length, expected: Math.ceil(months / 2) * apps } };
    },
  },
  {
    name: 'imbill-simulate',
    title: 'imbill simulate, 24 months × 200 apps',
    args: ({ imbill, history, scratch }) => {
      const { all, size } = historyOf(history);
      const { from, to } = historyRange(size);
      const what = ['--prices', join(all, 'dearer.yaml'), '--from', from, '--to', to];
      const out = ['--json', '--out', join(scratch, 'simulated'), '--workspace', all];
      return [imbill, 'simulate', ...what, ...out];
    },
    answer: async (stdout, { history }) => {
      const { months, apps } = historyOf(history).size;
      const { invoices } = JSON.parse(stdout);
      return { rows: { read: invoices.length, expected: months * apps } };
    },
  },
];

/** Names of contenders that need issued months of many customers. */
export const needHistory = ['imbill-regenerate', 'imbill-simulate'];

function runArgs({ imbill, month: { folder }, threads }: Place): string[] {
  const workspace = ['--threads', `${threads}`, '--workspace', folder];
  return [imbill, 'run', '--month', month, '--json', ...workspace];
}

async function countedAfterRun(stdout: string, place: Place): Promise<Answer> {
  return { ...loadedIn(stdout, place), counts: await place.month.counts() };
}

function loadedIn(stdout: string, { data }: Place): Answer {
  return loadedOf(stdout, data.lines);
}

function loadedOf(stdout: string, expected: number): Answer {
  return { rows: { read: JSON.parse(stdout).load.accepted, expected } };
}

function historyOf(history: Place['history']) {
  if (history === undefined) throw new Error('No history was made for this contender');
  return history;
}
