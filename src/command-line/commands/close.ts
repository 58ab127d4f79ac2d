import type { Command } from 'commander';
import type { Month } from '../../calendar/month.ts';
import { printJson, printText } from '../print/output.ts';
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
  by: string;
  accept: string[];
  reason?: string;
}

/** Adds `imbill close` and `imbill reopen`. */
export function addClose(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'close', 'Close the books of a month, with its totals signed off', [
    'imbill close --month 2026-09 --by "Anna Li"',
    'imbill close --month 2026-09 --by "Anna Li" --accept usage-without-plan --accept dau-drop',
  ])
    .addOption(monthOption('--month', 'month to close').makeOptionMandatory())
    .requiredOption('--by <name>', 'name of the person who closes it; recorded in the audit')
    .option('--accept <code>', 'a finding or anomaly to accept; may be given again', gather, [])
    .option('--reason <text>', 'a remark; recorded in the audit')
    .addOption(engineOption())
    .action(async (_options: unknown, self: Command) => {
      const { month, by, accept, reason, ...options } = self.optsWithGlobals<Options>();
      const context = contextOf(options, output, `imbill close --month ${month}`);
      const closed = await jobs.close(context, { month, by, accept, reason });
      const { describeClosedMonth } = await import('../print/closing.ts');
      if (options.json) printJson(output, closed);
      else printText(output, describeClosedMonth(closed));
    });
  addCommand(program, 'reopen', 'Open the last closed month again', [
    'imbill reopen --month 2026-09 --by "Anna Li" --reason "an invoice was forgotten"',
  ])
    .addOption(monthOption('--month', 'the last closed month').makeOptionMandatory())
    .requiredOption('--by <name>', 'name of the person who opens it; recorded in the audit')
    .option('--reason <text>', 'why; recorded in the audit')
    .action(async (_options: unknown, self: Command) => {
      const { month, by, reason, ...options } = self.optsWithGlobals<Options>();
      const context = contextOf(options, output, `imbill reopen --month ${month}`);
      const reopened = await jobs.reopen(context, { month, by, reason });
      const { describeReopened } = await import('../print/closing.ts');
      if (options.json) printJson(output, reopened);
      else printText(output, describeReopened(reopened));
    });
}

function gather(code: string, before: readonly string[]): string[] {
  return [...before, code];
}
