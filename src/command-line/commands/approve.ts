import { type Command, InvalidArgumentError } from 'commander';
import type { Month } from '../../calendar/month.ts';
import { fewestHashDigits, isHashText } from '../../ledger/approvals/content-hash.ts';
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
  hash: string;
  by: string;
  reason?: string;
  withdraw?: true;
}

export const issuerHelp = 'name of the person who issues (default: the user of this process)';

/** Parses a content hash of drafts. */
export function contentHash(text: string): string {
  if (isHashText(text)) return text;
  throw new InvalidArgumentError(
    `Accepted: a content hash as imbill preview shows it, or its first ${fewestHashDigits} digits or more.`,
  );
}

/** Adds `imbill approve`. */
export function addApprove(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'approve', 'Approve the drafts of a month, as imbill preview shows them', [
    'imbill approve --month 2026-09 --hash 3f2a9c41d07b --by "Anna Li"',
    'imbill approve --month 2026-09 --hash 3f2a9c41d07b --by "Anna Li" --withdraw --reason "a file is missing"',
  ])
    .addOption(monthOption('--month', 'billing month').makeOptionMandatory())
    .requiredOption('--hash <hash>', 'content hash of the drafts', contentHash)
    .requiredOption('--by <name>', 'name of the person who approves; recorded in the audit')
    .option('--reason <text>', 'a remark; recorded in the audit')
    .option('--withdraw', 'withdraw all approvals of these drafts; needs --reason')
    .addOption(engineOption())
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { month, hash, by, reason, withdraw: isWithdrawn } = options;
      const context = contextOf(options, output, `imbill approve --month ${month}`);
      const result = await jobs.approve(context, { month, hash, by, reason, isWithdrawn });
      const { approveDocument, describeApproval } = await import('../print/approval.ts');
      if (options.json) printJson(output, approveDocument(result));
      else printText(output, describeApproval(result));
    });
}
