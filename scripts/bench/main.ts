import { readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CommanderError } from 'commander';
import { packageRoot } from '../../src/package-root.ts';
import { writeCharts } from './charts.ts';
import { resultName, withResults } from './docs-block.ts';
import { type BenchOptions, benchOptions } from './options.ts';
import {
  checkedContenders,
  comparedWithRecorded,
  ratiosOf,
  readRecorded,
  writeRecorded,
} from './recorded-ratios.ts';
import type { BenchResult } from './result.ts';
import { resultInWords } from './result-words.ts';
import { contenders, runBenchmark } from './run-benchmark.ts';
import { DifferingCounts } from './run-rounds.ts';
import { sizes } from './sizes.ts';

// An end by a signal is an end, too: what was started is stopped, what was made is removed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const isKnown = error instanceof DifferingCounts;
    console.error(isKnown ? error.message : error);
    process.exitCode = 1;
  }
}

async function main(args: string[]): Promise<void> {
  const names = contenders.map(({ name }) => name);
  const options = withCheck(benchOptions(args, names, (text) => process.stderr.write(text)));
  const folder = await dataFolder(options.keepData);
  if (options.keepData === undefined)
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await show(await measured(folder, options), options);
}

/** `--check` and `--record` say what is run. */
function withCheck(options: BenchOptions): BenchOptions {
  if (!options.check && !options.record) return options;
  return { ...options, size: 'ci', only: checkedContenders };
}

/** Beside the repository's own files and not on a file system in memory. */
async function dataFolder(kept: string | undefined): Promise<string> {
  const folder = resolve(kept ?? join(packageRoot(), 'bench-data'));
  await mkdir(folder, { recursive: true });
  return kept === undefined ? mkdtemp(join(folder, 'run-')) : folder;
}

function measured(folder: string, options: BenchOptions): Promise<BenchResult> {
  return runBenchmark(options, {
    folder,
    imbill: join(packageRoot(), 'dist/pipeline/main.js'),
    imbillVersion: JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version,
    size: sizes[options.size],
    history: { months: 24, apps: 200 },
    say: (text) => process.stderr.write(`${text}\n`),
  });
}

async function show(result: BenchResult, options: BenchOptions): Promise<void> {
  process.stdout.write(resultInWords(result));
  if (options.json !== undefined) await writeResult(options.json, result);
  if (options.charts !== undefined) await writeCharts(options.charts, result);
  if (options.docs) await keepInManual(result);
  if (result.contenders.some(({ name, failed }) => failed && name.startsWith('imbill')))
    process.exitCode = 1;
  if (options.record) await writeRecorded(ratiosOf(result.contenders));
  if (options.check) await check(result);
}

async function writeResult(path: string, result: BenchResult): Promise<void> {
  await mkdir(dirname(resolve(path)), { recursive: true });
  await writeFile(path, `${JSON.stringify(result, null, 2)}\n`);
}

async function keepInManual(result: BenchResult): Promise<void> {
  const docs = join(packageRoot(), 'docs');
  const folder = join(docs, 'bench');
  await writeResult(join(folder, resultName(result)), result);
  await writeCharts(folder, result);
  const page = join(docs, 'performance.md');
  await writeFile(page, withResults(await readFile(page, 'utf8'), folder));
}

async function check(result: BenchResult): Promise<void> {
  const { lines, isGross } = comparedWithRecorded(result.contenders, await readRecorded());
  process.stdout.write(`\n${lines.join('\n')}\n`);
  if (!isGross) return;
  console.error(
    'Find what became dearer, or record it for a reason with: npm run bench -- --record',
  );
  process.exitCode = 1;
}
