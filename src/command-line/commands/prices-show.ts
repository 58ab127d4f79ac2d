import type { Command } from 'commander';
import { printJson } from '../print/output.ts';
import { billingDay } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  list?: string;
  on?: string;
}

/** Adds `imbill prices show`. */
export function addPricesShow(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'show', 'Show a whole price book, also what it takes over from earlier books', [
    'imbill prices show --on 2018-12-03',
    'imbill prices show --list tencent-im --on 2019-01-01 --json',
  ])
    .option('--list <name>', "price list (default: the workspace's)")
    .option('--on <YYYY-MM-DD>', 'the book in force on this day (default: the last)', billingDay)
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { list, on, json } = options;
      const context = contextOf(options, output, 'imbill prices show');
      const book = await jobs.showPrices(context, { list, on });
      if (json) return printJson(output, book);
      const { formatPriceBook } = await import('../../prices/format-price-book.ts');
      output.result(formatPriceBook(book));
    });
}
