import { type Command, Option } from 'commander';
import { exitCodes, UserError } from '../../base/errors.ts';
import { parseMonth } from '../../calendar/month.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import type { SampleOptions } from '../../sample/write-sample.ts';
import { printJson, printText } from '../print/output.ts';
import { wholeNumber } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  sample?: true;
  month?: string;
  seed?: number;
  users?: number;
  days?: number;
  apps?: number;
  format?: 'csv' | 'csv.gz' | 'parquet';
}

/** Adds `imbill init`. */
export function addInit(program: Command, cli: CommandLine): void {
  addCommand(program, 'init <dir>', 'Create a workspace', [
    'imbill init demo --sample',
    'imbill init billing',
  ])
    .option('--sample', 'with a small month of logs that shows every charge')
    .option('--month <YYYY-MM>', 'month of the sample (default: 2026-09)', parseMonth)
    .option('--seed <number>', 'vary users and times; the amounts stay the same', wholeNumber)
    .option('--users <number>', 'generate a larger month: distinct users per day', wholeNumber)
    .option('--days <number>', 'days of the generated month', wholeNumber)
    .option('--apps <number>', 'apps of the generated month', wholeNumber)
    .addOption(
      new Option('--format <format>', 'login files of the generated month').choices([
        'csv',
        'csv.gz',
        'parquet',
      ]),
    )
    .action((dir: string, _options: unknown, self: Command) =>
      init(dir, self.optsWithGlobals(), cli),
    );
}

async function init(dir: string, options: Options, { jobs, output }: CommandLine): Promise<void> {
  const sample = sampleOf(options);
  const created = await jobs.init(contextOf(options, output, 'imbill init'), { dir, sample });
  if (options.json) return printJson(output, created);
  const what = sample
    ? ` with ${created.files} log files of ${groupDigits(String(created.lines))} lines`
    : '';
  const next = sample
    ? `imbill run --month ${sample.month ?? '2026-09'} --workspace ${dir}`
    : `put your logs and accounts there (see ${dir}/README.txt), then: imbill load --workspace ${dir}`;
  printText(output, `Created the workspace ${dir}${what}.\nNext: ${next}\n`);
}

function sampleOf(options: Options): SampleOptions | undefined {
  const { month, seed, users, days, apps, format } = options;
  const isSized = users !== undefined || days !== undefined || apps !== undefined;
  if (options.sample)
    return {
      ...(month !== undefined && { month }),
      ...(seed !== undefined && { seed }),
      ...(format !== undefined && { format }),
      ...(isSized && { size: { users: users ?? 10_000, days: days ?? 30, apps: apps ?? 5 } }),
    };
  if (isSized || month !== undefined || seed !== undefined || format !== undefined)
    throw new UserError(
      '--month, --seed, --users, --days, --apps and --format belong to --sample.\nAdd --sample, or leave them out.',
      exitCodes.wrongUsage,
    );
  return undefined;
}
