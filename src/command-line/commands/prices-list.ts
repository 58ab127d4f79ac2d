import type { Command } from 'commander';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill prices list`. */
export function addPricesList(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'list', 'List all price books', ['imbill prices list --workspace demo']).action(
    async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions>();
      const books = await jobs.listPrices(contextOf(options, output, 'imbill prices list'));
      if (options.json) return printJson(output, { books });
      const titles = ['list', 'from', 'until', 'currency', 'source'] as const;
      const columns = titles.map((title) => ({
        title,
        ...(title === 'source' && { fit: 'cut' as const }),
      }));
      const rows = books.map((book) => titles.map((title) => book[title] ?? ''));
      printText(output, [{ columns, rows }]);
    },
  );
}
