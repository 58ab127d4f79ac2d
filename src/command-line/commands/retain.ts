import { type Command, InvalidArgumentError } from 'commander';
import { describeRetention } from '../print/erasure.ts';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  raw: number;
  reason?: string;
  dryRun?: true;
}

/** Adds `imbill retain`. */
export function addRetain(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'retain', 'Remove raw logins and bandwidth of old months; all counts stay', [
    'imbill retain --raw 13months --dry-run',
    'imbill retain --raw 13months --reason "retention policy"',
  ])
    .requiredOption('--raw <months>', 'how many months to keep before the running one', months)
    .option('--reason <text>', 'why; recorded in the audit')
    .option('--dry-run', 'tell what would be removed, and remove nothing')
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { raw, reason, dryRun = false } = options;
      const context = contextOf(options, output, `imbill retain --raw ${raw}months`);
      const result = await jobs.retain(context, { months: raw, reason, isDryRun: dryRun });
      if (options.json) printJson(output, result);
      else printText(output, describeRetention(result));
    });
}

function months(text: string): number {
  const [, number] = /^([1-9]\d{0,2}) ?months?$/.exec(text) ?? [];
  if (number !== undefined) return Number(number);
  throw new InvalidArgumentError('Accepted: a number of months from 1, such as 13months.');
}
