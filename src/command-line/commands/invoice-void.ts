import type { Command } from 'commander';
import type { Month } from '../../calendar/month.ts';
import { describeVoid } from '../print/corrections.ts';
import { printJson, printText } from '../print/output.ts';
import { issuerHelp } from './approve.ts';
import { monthOption } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';
import { openMonthHelp } from './correct.ts';

interface Options extends GlobalOptions {
  reason: string;
  replacement: boolean;
  in?: Month;
  by?: string;
}

/** Adds `imbill invoice void`. */
export function addInvoiceVoid(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'void <number>', 'Void an invoice and issue a new one', [
    'imbill invoice void INV-2026-000001 --reason "sent to the wrong company"',
  ])
    .requiredOption('--reason <text>', 'why; printed on the credit note, recorded in the audit')
    .option('--no-replacement', 'issue no new invoice')
    .addOption(monthOption('--in', openMonthHelp))
    .option('--by <name>', issuerHelp)
    .action(async (number: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { reason, replacement: isReplaced, in: openMonth, by } = options;
      const context = contextOf(options, output, `imbill invoice void ${number}`);
      const result = await jobs.voidInvoice(context, { number, reason, isReplaced, openMonth, by });
      if (options.json) printJson(output, result);
      else printText(output, describeVoid(result, options.workspace));
    });
}
