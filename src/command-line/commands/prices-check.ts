import type { Command } from 'commander';
import type { PriceCheck } from '../../jobs/prices.ts';
import { countOf } from '../../money/count-of.ts';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill prices check`. */
export function addPricesCheck(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'check', 'Check all price books and contracts', [
    'imbill prices check --workspace demo',
  ]).action(async (_options: unknown, self: Command) => {
    const options = self.optsWithGlobals<GlobalOptions>();
    const check = await jobs.checkPrices(contextOf(options, output, 'imbill prices check'));
    if (options.json) return printJson(output, check);
    printText(output, await describeCheck(check));
  });
}

async function describeCheck(check: PriceCheck): Promise<string> {
  const { describeAgreedDifference } = await import('../../prices/agreed-terms.ts');
  const { books, lists, contracts, kept_terms, purchases } = check;
  const ofLists = `of ${lists.length === 1 ? 'the list' : 'the lists'} ${lists.join(', ')}`;
  return [
    `${books} price books are in order, ${ofLists}.\n`,
    contracts.length === 0
      ? ''
      : `${countOf(contracts.length, 'contract')}: ${contracts.join(', ')}.\n`,
    ...kept_terms.map((term) => `! ${describeAgreedDifference(term).en}\n`),
    purchases === null ? '' : `${countOf(purchases, 'purchase')} can be priced.\n`,
  ].join('');
}
