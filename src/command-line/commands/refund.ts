import type { Command } from 'commander';
import { printJson, printText } from '../print/output.ts';
import { describeRefund } from '../print/refund.ts';
import { billingDay } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  order: string;
  on?: string;
  app?: string;
  sku?: string;
}

/** Adds `imbill refund`. */
export function addRefund(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'refund', 'Calculate the refund of an order by the published rule', [
    'imbill refund --order P-1001 --on 2026-09-12',
  ])
    .requiredOption('--order <order_id>', 'order of accounts/purchases.csv')
    .option('--on <YYYY-MM-DD>', 'refund day (default: today)', billingDay)
    .option('--app <app_id>', 'app, if the order has several')
    .option('--sku <sku>', 'plan or pack, if the order has several')
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { order, on, app, sku } = options;
      const context = contextOf(options, output, 'imbill refund');
      const refund = await jobs.refund(context, { order, on, app, sku });
      if (options.json) printJson(output, refund);
      else printText(output, describeRefund(refund));
    });
}
