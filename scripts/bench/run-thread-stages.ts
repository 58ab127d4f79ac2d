import { join } from 'node:path';
import { machineMemory } from '../../src/base/machine-memory.ts';
import { defaultRunMegabytes } from '../../src/base/memory-size.ts';
import { largeSettings } from '../../src/sample/settings-texts.ts';
import { type Counts, differencesOf } from './counts.ts';
import { machineOf } from './machine.ts';
import { makeMonth, readAllBelow } from './make-data.ts';
import { measureThreads } from './measure-threads.ts';
import { MonthWorkspace } from './month-workspace.ts';
import type { ThreadOptions } from './options.ts';
import type { Surroundings } from './run-benchmark.ts';
import { DifferingCounts } from './run-rounds.ts';
import { month } from './sizes.ts';
import type { StageName, StageResult, ThreadResult, ThreadRun } from './thread-result.ts';

interface Stage {
  name: StageName;
  /** True if it begins in an empty workspace. */
  isFromNothing: boolean;
  args: readonly string[];
}

/** The stages, in the order in which they run: the second continues what the first loaded. */
const stages: readonly Stage[] = [
  { name: 'load', isFromNothing: true, args: ['load'] },
  { name: 'measure', isFromNothing: false, args: ['run', '--month', month] },
  { name: 'run', isFromNothing: true, args: ['run', '--month', month] },
];

/**
 * Runs each stage of imbill with each number of threads, each as a process of its own.
 *
 * @throws {DifferingCounts} If lines are missing, or the usage depends on the threads.
 */
export async function runThreadStages(
  options: ThreadOptions,
  { folder, size, imbill, imbillVersion, say }: Surroundings,
): Promise<ThreadResult> {
  const { size: sizeName, seed, format, rounds } = options;
  const machine = machineOf();
  say(`Making the data of size ${sizeName}`);
  const { workspace, data } = await makeMonth(folder, { sizeName, size, seed, format });
  await readAllBelow(join(workspace, 'logs'));
  const place = { imbill, month: new MonthWorkspace(workspace, imbill), lines: data.lines };
  const results: StageResult[] = [];
  let reference: [string, Counts] | undefined;
  for (let round = 1; round <= rounds; round++) {
    for (const threads of options.threads) {
      for (const stage of stages) {
        say(`Round ${round} of ${rounds}: ${stage.name} with --threads ${threads}`);
        keepCheapest(results, {
          name: stage.name,
          threads,
          run: await runStage(stage, threads, place),
        });
      }
      const counted: [string, Counts] = [`--threads ${threads}`, await place.month.counts()];
      reference ??= counted;
      const differences = differencesOf(counted, reference);
      if (differences.length > 0) throw new DifferingCounts(differences.join('\n'));
    }
  }
  return {
    schema: 1,
    measured_at: new Date().toISOString(),
    machine,
    versions: { imbill: imbillVersion, Node: process.version },
    data,
    rounds,
    memory_megabytes: defaultRunMegabytes(machineMemory()),
    stages: results.toSorted((a, b) => rankOf(a) - rankOf(b)),
  };
}

function rankOf({ name }: StageResult): number {
  return stages.findIndex((stage) => stage.name === name);
}

/** Adds a result, or replaces that of an earlier round that took more CPU. */
function keepCheapest(results: StageResult[], result: StageResult): void {
  const index = results.findIndex(
    ({ name, threads }) => name === result.name && threads === result.threads,
  );
  if (index === -1) results.push(result);
  else if (result.run.cpu_seconds < results[index]!.run.cpu_seconds) results[index] = result;
}

async function runStage(
  { name, isFromNothing, args }: Stage,
  threads: number,
  { imbill, month, lines }: { imbill: string; month: MonthWorkspace; lines: number },
): Promise<ThreadRun> {
  if (isFromNothing) await month.empty(largeSettings);
  const options = ['--json', '--threads', String(threads), '--workspace', month.folder];
  const { stdout, ...run } = await measureThreads([imbill, ...args, ...options]);
  const { accepted } = JSON.parse(stdout).load;
  const expected = isFromNothing ? lines : 0;
  if (accepted !== expected)
    throw new DifferingCounts(`${name} took in ${accepted} lines, there are ${expected}`);
  return run;
}
