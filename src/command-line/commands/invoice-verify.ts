import { type Command, Option } from 'commander';
import type { Month } from '../../calendar/month.ts';
import { printVerification } from '../print/verification.ts';
import { printVerifiedFile } from '../print/verified-file.ts';
import { assertOneChoice, monthOption } from './arguments.ts';
import {
  addCommand,
  type CommandLine,
  contextOf,
  engineOption,
  type GlobalOptions,
} from './command.ts';

interface Options extends GlobalOptions {
  month?: Month;
  all?: true;
  quick?: true;
  file?: string;
  since?: string;
}

/** Adds `imbill invoice verify`. */
export function addInvoiceVerify(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'verify [number]', 'Check that nothing was altered since it was issued', [
    'imbill invoice verify',
    'imbill invoice verify --month 2026-09 --json',
    'imbill invoice verify INV-2026-000001 --quick',
    'imbill invoice verify --file received.html',
    'imbill invoice verify --since INV-2026-000001.tlog-proof',
  ])
    .addOption(monthOption('--month', 'only the documents of a billing month and their data'))
    .option('--all', 'everything (the default)')
    .option('--quick', 'do not read the files of the lake')
    .addOption(
      new Option('--file <path>', 'check whether exactly this file was issued').conflicts([
        'month',
        'all',
        'quick',
        'since',
      ]),
    )
    .option('--since <path>', 'an older checkpoint or proof: nothing before it was rewritten')
    .addOption(engineOption())
    .action(async (number: string | undefined, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { month, file, since, quick: isQuick = false } = options;
      assertOneChoice(self, number, options);
      const context = contextOf(options, output, 'imbill invoice verify');
      if (file === undefined) {
        const verification = await jobs.verify(context, { number, month, isQuick, since });
        return printVerification(verification, options, output);
      }
      if (number !== undefined)
        self.error(`error: ${number} and --file were given. Accepted: one of them.`);
      printVerifiedFile(await jobs.verifyFile(context, file), options, output);
    });
}
