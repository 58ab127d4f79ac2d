import type { Command } from 'commander';
import { exitCodes, UserError } from '../../base/errors.ts';
import type { Month } from '../../calendar/month.ts';
import type { HookReport } from '../../jobs/hooks.ts';
import type { LogReport } from '../../jobs/log.ts';
import type { RunOptions, RunResult } from '../../jobs/run.ts';
import { printJson, printText } from '../print/output.ts';
import { contentHash, issuerHelp } from './approve.ts';
import { monthOption } from './arguments.ts';
import {
  addCommand,
  type CommandLine,
  contextOf,
  engineOption,
  type GlobalOptions,
} from './command.ts';

interface Options extends GlobalOptions {
  month: Month;
  incomplete?: true;
  strict?: boolean;
  reason?: string;
  approved?: string;
  by?: string;
}

/** Adds `imbill run` and `imbill preview`. */
export function addRun(program: Command, cli: CommandLine): void {
  addCommand(program, 'run', 'Bill a month: load, measure, price, issue, report', [
    'imbill run --month 2026-09 --workspace demo',
    'imbill run --month 2026-09 --incomplete --reason "the contract ends on the 20th"',
  ])
    .addOption(monthOption('--month', 'billing month').makeOptionMandatory())
    .option('--approved <hash>', 'issue only if the drafts have this content hash', contentHash)
    .option('--by <name>', issuerHelp)
    .option('--incomplete', 'issue a month that is not over; needs --reason')
    .option('--strict', 'do not issue if deliveries are missing')
    .option('--no-strict', 'issue all the same, against strict in imbill.yaml')
    .option('--reason <text>', 'why it is issued although it is not over; recorded in the audit')
    .addOption(engineOption())
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { month, approved, by } = options;
      const context = contextOf(options, cli.output, `imbill run --month ${month}`);
      const result = await cli.jobs.run(context, {
        ...{ month, approved, by },
        ...runOptionsOf(options),
      });
      await printRun(result, options, cli);
    });
  addCommand(program, 'preview', 'Show what run would issue, and issue nothing', [
    'imbill preview --month 2026-09 --workspace demo',
  ])
    .addOption(monthOption('--month', 'billing month').makeOptionMandatory())
    .addOption(engineOption())
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const context = contextOf(options, cli.output, `imbill preview --month ${options.month}`);
      await printRun(await cli.jobs.preview(context, options.month), options, cli);
    });
}

/** @throws {UserError} (exit 2) If only one of `--incomplete` and `--reason` is given. */
function runOptionsOf({ incomplete, reason, strict }: Options): RunOptions {
  const isStrict = strict === undefined ? {} : { isStrict: strict };
  if (incomplete === undefined && reason === undefined) return isStrict;
  if (incomplete === undefined)
    throw new UserError(
      '--reason belongs to --incomplete.\nLeave --reason out, or add --incomplete to issue a month that is not over.',
      exitCodes.wrongUsage,
    );
  const incompleteReason = reason?.trim() ?? '';
  if (incompleteReason === '')
    throw new UserError(
      '--incomplete needs a reason. It is stored in the audit.\nAccepted: --reason TEXT, such as --reason "the contract ends on the 20th".',
      exitCodes.wrongUsage,
    );
  return { incompleteReason, ...isStrict };
}

async function printRun(
  result: RunResult & HookReport & Partial<LogReport>,
  { json, workspace }: Options,
  { output }: CommandLine,
): Promise<void> {
  const { describeRun, runDocument } = await import('../print/run.ts');
  if (json) printJson(output, runDocument(result));
  else printText(output, describeRun(result, workspace));
}
