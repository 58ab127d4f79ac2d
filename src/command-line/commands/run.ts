import type { Command } from 'commander';
import { type Month, parseMonth } from '../../calendar/month.ts';
import { printJson, printText } from '../print/output.ts';
import {
  addCommand,
  type CommandLine,
  contextOf,
  engineOption,
  type GlobalOptions,
} from './command.ts';

/** Adds `imbill run` and `imbill preview`. */
export function addRun(program: Command, { jobs, output }: CommandLine): void {
  for (const [name, description] of [
    ['run', 'Bill a month: load, measure, price, issue, report'],
    ['preview', 'Show what run would issue, and issue nothing'],
  ] as const) {
    addCommand(program, name, description, [`imbill ${name} --month 2026-09 --workspace demo`])
      .requiredOption('--month <YYYY-MM>', 'billing month', parseMonth)
      .addOption(engineOption())
      .action(async (_options: unknown, self: Command) => {
        const options = self.optsWithGlobals<GlobalOptions & { month: Month }>();
        const context = contextOf(options, output, `imbill ${name} --month ${options.month}`);
        const result = await jobs[name](context, options.month);
        const { describeRun, runDocument } = await import('../print/run.ts');
        if (options.json) printJson(output, runDocument(result));
        else printText(output, describeRun(result, options.workspace));
      });
  }
}
