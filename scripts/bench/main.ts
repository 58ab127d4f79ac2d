import { readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packageRoot } from '../../src/base/package-root.ts';
import { benchCommand } from './bench-command.ts';
import type { BenchOptions } from './options.ts';
import { runBenchmark, type Surroundings } from './run-benchmark.ts';
import { runThreadStages } from './run-thread-stages.ts';
import { sizes } from './sizes.ts';

const repository = packageRoot();

// A signal also stops all processes and removes all files of a run.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await benchCommand(process.argv.slice(2), {
  measure: async (options) => runBenchmark(options, await surroundings(options)),
  measureThreads: async (options) => runThreadStages(options, await surroundings(options)),
  show: (text) => process.stdout.write(text),
  say: (text) => process.stderr.write(`${text}\n`),
  docs: join(repository, 'docs'),
  recorded: join(repository, 'scripts/bench/recorded-ratios.json'),
});

async function surroundings(options: BenchOptions): Promise<Surroundings> {
  return {
    folder: await dataFolder(options.keepData),
    imbill: join(repository, 'dist/pipeline/start.cjs'),
    imbillVersion: JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).version,
    size: sizes[options.size],
    history: { months: 24, apps: 200 },
    say: (text) => process.stderr.write(`${text}\n`),
  };
}

/** Returns the folder of the data, beside the repository: the temporary one may be in memory. */
async function dataFolder(kept: string | undefined): Promise<string> {
  const folder = resolve(kept ?? join(repository, 'bench-data'));
  await mkdir(folder, { recursive: true });
  if (kept !== undefined) return folder;
  const own = await mkdtemp(join(folder, 'run-'));
  process.once('exit', () => rmSync(own, { recursive: true, force: true }));
  return own;
}
