import type { Command } from 'commander';
import type { Month } from '../../calendar/month.ts';
import { printExplainedMonth } from '../print/explained-month.ts';
import { monthOption } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  month: Month;
}

/** Adds `imbill explain`. */
export function addExplain(program: Command, { jobs, output }: CommandLine): void {
  addCommand(
    program,
    'explain',
    'Count a month again, and tell the share of its amounts that is explained',
    ['imbill explain --month 2026-09', 'imbill explain --month 2026-09 --json'],
  )
    .addOption(monthOption('--month', 'billing month').makeOptionMandatory())
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const context = contextOf(options, output, 'imbill explain');
      printExplainedMonth(await jobs.explainMonth(context, options.month), options, output);
    });
}
