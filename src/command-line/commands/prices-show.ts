import type { Command } from 'commander';
import { exitCodes, UserError } from '../../base/errors.ts';
import type { BookSeries } from '../../jobs/prices.ts';
import type { Part } from '../../terminal/layout.ts';
import { printJson, printText } from '../print/output.ts';
import { billingDay } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  list?: string;
  on?: string;
}

/** Adds `imbill prices show`. */
export function addPricesShow(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'show [name]', 'Show the books of a price list by date, or a whole book', [
    'imbill prices show tencent-im',
    'imbill prices show --on 2018-12-03',
    'imbill prices show --list tencent-im --on 2019-01-01 --json',
  ])
    .option('--list <name>', "price list (default: the workspace's)")
    .option('--on <YYYY-MM-DD>', 'the book in force on this day (default: the last)', billingDay)
    .action(async (name: string | undefined, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { list, on, json } = options;
      const context = contextOf(options, output, 'imbill prices show');
      if (name !== undefined) {
        if (list !== undefined || on !== undefined) throw nameAndBook(name);
        const series = await jobs.showPriceList(context, name);
        if (json) return printJson(output, series);
        return printText(output, describeSeries(series));
      }
      const book = await jobs.showPrices(context, { list, on });
      if (json) return printJson(output, book);
      const { formatPriceBook } = await import('../../prices/format-price-book.ts');
      output.result(formatPriceBook(book));
    });
}

function describeSeries({ list, today, books }: BookSeries): Part[] {
  const rows = books.map(({ from, until, currency, in_force, source }) => [
    from,
    until ?? '',
    currency,
    in_force ? 'today' : '',
    source,
  ]);
  const columns = ['from', 'until', 'currency', 'in force', 'source'].map((title) => ({
    title,
    ...(title === 'source' && { fit: 'cut' as const }),
  }));
  const isPriced = books.some(({ in_force }) => in_force);
  const next = isPriced
    ? `The whole book of today: imbill prices show --list ${list} --on ${today}`
    : `No book is in force today, ${today}. The last whole book: imbill prices show --list ${list}`;
  return [{ columns, rows }, '', next];
}

function nameAndBook(name: string): UserError {
  return new UserError(
    `A price list, ${JSON.stringify(name)}, and --list or --on were given.\nAccepted: imbill prices show LIST for its books by date, or --list and --on for a whole book.`,
    exitCodes.wrongUsage,
  );
}
