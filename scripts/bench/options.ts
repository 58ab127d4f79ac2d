import { Command, InvalidArgumentError, Option } from 'commander';
import type { LargeFormat } from '../../src/sample/large-month.ts';
import { formats, type SizeName, sizeNames } from './sizes.ts';

/** The options of `npm run bench --`. */
export interface BenchOptions {
  size: SizeName;
  rounds: number;
  format: LargeFormat;
  seed: number;
  /** Absent = one a core; several numbers = imbill alone, with each of them. */
  threads?: readonly number[];
  /** Names of contenders; absent = all. */
  only?: string[];
  /** File for the result as JSON. */
  json?: string;
  /** Folder for the charts. */
  charts?: string;
  /** Folder of the data, which is used again. */
  keepData?: string;
  /** True if the result and its charts go into the manual. */
  docs?: true;
  /** True if ratios are compared with the recorded ones. */
  check?: true;
  /** True if the ratios for `--check` are recorded. */
  record?: true;
}

/** The options of `npm run bench -- --threads 1,2,4,8`. */
export type ThreadOptions = BenchOptions & { threads: readonly number[] };

/** Tells whether imbill alone is measured, with several numbers of threads. */
export function hasSeveralThreads(options: BenchOptions): options is ThreadOptions {
  return (options.threads ?? []).length > 1;
}

/**
 * Parses the arguments of the benchmark.
 *
 * @param names Names of all contenders.
 * @throws {CommanderError} If they are wrong, or help was asked for.
 */
export function benchOptions(
  args: readonly string[],
  names: readonly string[],
  write: (text: string) => void,
): BenchOptions {
  const program = new Command('npm run bench --')
    .description(
      'Times imbill against what one would write without it, on the same generated files.',
    )
    .addOption(new Option('--size <size>', 'of the data').choices(sizeNames).default('S'))
    .option('--rounds <number>', 'how often each contender runs', wholeNumber, 3)
    .addOption(new Option('--format <format>', 'of the logs').choices(formats).default('csv'))
    .option('--seed <number>', 'of the data', wholeNumber, 1)
    .option(
      '--threads <numbers>',
      'for each contender (default: one a core); several, such as 1,2,4,8, show what imbill makes of them',
      wholeNumbers,
    )
    .option(
      '--only <names>',
      `contenders, with commas between: ${names.join(', ')}`,
      namesFrom(names),
    )
    .option('--json <file>', 'write the result there, too')
    .option('--charts <dir>', 'write charts (SVG) there')
    .option('--keep-data <dir>', 'make the data there, use it again, and leave it there')
    .option('--docs', 'keep the result and its charts in docs/bench and docs/performance.md')
    .option('--check', 'fail where a ratio is far above the recorded one (size ci)')
    .addOption(new Option('--record', 'record the ratios for --check').conflicts('check'))
    .configureOutput({ writeOut: write, writeErr: write })
    .exitOverride();
  const options = program.parse(args, { from: 'user' }).opts<BenchOptions>();
  if (hasSeveralThreads(options) && (options.only ?? options.check ?? options.record))
    program.error(
      'error: --threads with several numbers runs imbill alone, without --only, --check and --record.',
    );
  return options;
}

function namesFrom(names: readonly string[]) {
  return (text: string): string[] => {
    const wanted = text.split(',').filter(Boolean);
    const unknown = wanted.filter((name) => !names.includes(name));
    if (unknown.length === 0 && wanted.length > 0) return wanted;
    throw new InvalidArgumentError(
      `There is no contender ${unknown.join(', ')}. Accepted: ${names.join(', ')}.`,
    );
  };
}

function wholeNumbers(text: string): number[] {
  return [...new Set(text.split(',').map(wholeNumber))].sort((a, b) => a - b);
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Accepted: a whole number from 1.');
}
