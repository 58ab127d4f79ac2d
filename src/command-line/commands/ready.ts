import type { Command } from 'commander';
import type { Month } from '../../calendar/month.ts';
import { monthOption } from './arguments.ts';
import {
  addCommand,
  type CommandLine,
  contextOf,
  engineOption,
  type GlobalOptions,
} from './command.ts';

/** Adds `imbill ready`. */
export function addReady(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'ready', 'Load new files, and tell whether all that must come is there', [
    'imbill ready --month 2026-09 --workspace demo',
    'imbill ready --month 2026-09 && imbill run --month 2026-09 --strict',
  ])
    .addOption(monthOption('--month', 'billing month').makeOptionMandatory())
    .addOption(engineOption())
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & { month: Month }>();
      const { month } = options;
      const context = contextOf(options, output, `imbill ready --month ${month}`);
      const result = await jobs.ready(context, month);
      const { printReady } = await import('../print/ready.ts');
      printReady(result, options, output);
    });
}
