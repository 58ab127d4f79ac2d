import { type Command, Option } from 'commander';
import { exitCodes, UserError } from '../../base/errors.ts';
import { printJson, printText } from '../print/output.ts';
import { billingDay } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  on?: string;
  customer?: string;
  format?: 'csv';
}

/** Adds `imbill due`. */
export function addDue(program: Command, cli: CommandLine): void {
  addCommand(program, 'due', 'Record new payments, and show what is open, due and overdue', [
    'imbill due',
    'imbill due --on 2026-10-31 --customer lantern',
    'imbill due --format csv > open-items.csv',
  ])
    .option('--on <YYYY-MM-DD>', 'as of this day (default: today)', billingDay)
    .option('--customer <id>', 'only one customer')
    .addOption(new Option('--format <name>', 'print a row for each open document').choices(['csv']))
    .action((_options: unknown, self: Command) => due(self.optsWithGlobals(), cli));
}

async function due(options: Options, { jobs, output }: CommandLine): Promise<void> {
  const { on, customer, json, format } = options;
  if (json && format !== undefined)
    throw new UserError(
      '--json and --format csv were given.\nAccepted: one of them.',
      exitCodes.wrongUsage,
    );
  const found = await jobs.due(contextOf(options, output, 'imbill due'), { on, customer });
  if (json) return printJson(output, found);
  const { describeDue, dueCsv } = await import('../print/due.ts');
  const { describePayments } = await import('../print/payments.ts');
  for (const line of describePayments(found.payments ?? undefined)) output.say(`${line}\n`);
  if (format === 'csv') output.result(dueCsv(found));
  else printText(output, describeDue(found));
}
