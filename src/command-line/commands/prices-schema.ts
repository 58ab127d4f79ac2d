import type { Command } from 'commander';
import { addCommand, type CommandLine, contextOf } from './command.ts';

/** Adds `imbill prices schema`. */
export function addPricesSchema(group: Command, { jobs, output }: CommandLine): void {
  const description = 'Print the JSON Schema of price books and contracts, for editors';
  addCommand(group, 'schema', description, [
    'imbill prices schema > price-book.schema.json',
  ]).action(async (_options: unknown, self: Command) => {
    const context = contextOf(self.optsWithGlobals(), output, 'imbill prices schema');
    output.result(await jobs.priceSchema(context));
  });
}
