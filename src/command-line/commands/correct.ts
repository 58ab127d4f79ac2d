import type { Command } from 'commander';
import type { Month } from '../../calendar/month.ts';
import { describeCorrection } from '../print/corrections.ts';
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
  dryRun?: true;
  customer?: string;
  in?: Month;
  approved?: string;
  by?: string;
}

export const openMonthHelp =
  'date the documents as those of this month (default: the month after the last issued one)';

/** Adds `imbill correct`. */
export function addCorrect(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'correct', 'Correct an issued month with what became known later', [
    'imbill correct --month 2026-09 --dry-run',
    'imbill correct --month 2026-09 --customer lantern',
  ])
    .addOption(monthOption('--month', 'issued billing month').makeOptionMandatory())
    .option('--dry-run', 'show the corrections and issue nothing')
    .option('--customer <id>', 'only one customer')
    .addOption(monthOption('--in', openMonthHelp))
    .option(
      '--approved <hash>',
      'issue only if the corrections have this content hash',
      contentHash,
    )
    .option('--by <name>', issuerHelp)
    .addOption(engineOption())
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { month, customer, in: openMonth, dryRun: isDryRun = false, approved, by } = options;
      const context = contextOf(options, output, `imbill correct --month ${month}`);
      const chosen = { month, customer, openMonth, isDryRun, approved, by };
      const result = await jobs.correct(context, chosen);
      if (options.json) printJson(output, result);
      else printText(output, describeCorrection(result, options.workspace));
    });
}
