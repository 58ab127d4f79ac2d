import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CommanderError } from 'commander';
import { writeCharts, writeThreadChart } from './charts.ts';
import {
  resultName,
  threadResultName,
  withResults,
  withShortResults,
  withThreads,
} from './docs-block.ts';
import {
  type BenchOptions,
  benchOptions,
  hasSeveralThreads,
  type ThreadOptions,
} from './options.ts';
import {
  checkedContenders,
  compareWithRecorded,
  ratiosOf,
  readRecorded,
  writeRecorded,
} from './recorded-ratios.ts';
import { renderForTerminal, renderThreadsForTerminal } from './render-result.ts';
import type { BenchResult } from './result.ts';
import { contenders } from './run-benchmark.ts';
import { DifferingCounts } from './run-rounds.ts';
import type { ThreadResult } from './thread-result.ts';

/** The effects of the command; a test hands in its own. */
export interface CommandEffects {
  /** Makes the data in the folder of `keepData`, or in one that is removed, and runs the benchmark. */
  measure(options: BenchOptions): Promise<BenchResult>;
  /** Runs the stages of imbill with each number of threads, on the same data. */
  measureThreads(options: ThreadOptions): Promise<ThreadResult>;
  /** Writes results to stdout. */
  show(text: string): void;
  /** Writes progress and errors to stderr. */
  say(text: string): void;
  /** Folder of the manual. */
  docs: string;
  /** File of the ratios that `--check` compares with. */
  recorded: string;
}

/**
 * Runs `npm run bench -- …`.
 *
 * @returns The exit code: 1 if counts differ, imbill failed or a ratio is far above the recorded one; 2 for wrong
 *   arguments.
 */
export async function benchCommand(args: string[], effects: CommandEffects): Promise<number> {
  try {
    const names = contenders.map(({ name }) => name);
    const options = withCheck(benchOptions(args, names, (text) => effects.say(text.trimEnd())));
    if (hasSeveralThreads(options)) return await threadsCommand(options, effects);
    const result = await effects.measure(options);
    effects.show(renderForTerminal(result));
    await keep(result, options, effects);
    const verdicts = [imbillRan(result), options.check ? await check(result, effects) : true];
    return verdicts.every(Boolean) ? 0 : 1;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof DifferingCounts)) throw error;
    effects.say(error.message);
    return 1;
  }
}

async function threadsCommand(options: ThreadOptions, effects: CommandEffects): Promise<number> {
  const result = await effects.measureThreads(options);
  effects.show(renderThreadsForTerminal(result));
  const { json, charts, docs } = options;
  if (json !== undefined) await writeResult(json, result);
  if (charts !== undefined) await writeThreadChart(charts, result);
  if (!docs) return 0;
  const folder = join(effects.docs, 'bench');
  await writeResult(join(folder, threadResultName(result)), result);
  await writeThreadChart(folder, result);
  const page = join(effects.docs, 'performance.md');
  await writeFile(page, withThreads(await readFile(page, 'utf8'), folder));
  return 0;
}

/** Chooses the contenders of `--check` and `--record`. */
function withCheck(options: BenchOptions): BenchOptions {
  if (!options.check && !options.record) return options;
  return { ...options, size: 'ci', format: 'csv', seed: 1, only: checkedContenders };
}

async function keep(
  result: BenchResult,
  { json, charts, docs, record }: BenchOptions,
  effects: CommandEffects,
): Promise<void> {
  if (json !== undefined) await writeResult(json, result);
  if (charts !== undefined) await writeCharts(charts, result);
  if (docs) await keepInManual(result, effects.docs);
  if (record) await writeRecorded(ratiosOf(result.contenders), effects.recorded);
}

async function writeResult(path: string, result: BenchResult | ThreadResult): Promise<void> {
  await mkdir(dirname(resolve(path)), { recursive: true });
  await writeFile(path, `${JSON.stringify(result, null, 2)}\n`);
}

async function keepInManual(result: BenchResult, docs: string): Promise<void> {
  const folder = join(docs, 'bench');
  await writeResult(join(folder, resultName(result)), result);
  await writeCharts(folder, result);
  const page = join(docs, 'performance.md');
  await writeFile(page, withResults(await readFile(page, 'utf8'), folder));
  const readme = join(docs, '..', 'README.md');
  await writeFile(readme, withShortResults(await readFile(readme, 'utf8'), folder));
}

/** Tells if imbill ran. A failure of another system is a result, one of imbill is not. */
function imbillRan({ contenders }: BenchResult): boolean {
  return !contenders.some(({ name, failed }) => failed !== undefined && name.startsWith('imbill'));
}

async function check(result: BenchResult, { show, say, recorded }: CommandEffects) {
  const before = await readRecorded(recorded);
  const { lines, isGross } = compareWithRecorded(result.contenders, before);
  show(`\n${lines.join('\n')}\n`);
  if (isGross)
    say('Find what became dearer, or record it for a reason with: npm run bench -- --record');
  return !isGross;
}
