import type { Command } from 'commander';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill prices diff`. */
export function addPricesDiff(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'diff <before> <after>', 'Compare two price books', [
    'imbill prices diff 2018-12-27 2019-12-27',
    'imbill prices diff tencent-im@2026-09-01 prices/lantern-2026.yaml',
  ])
    .option('--list <name>', "list of a day that names none (default: the workspace's)")
    .addHelpText(
      'after',
      '\nA book is a day, LIST@DAY (the book of a list in force on a day), or a file.',
    )
    .action(async (before: string, after: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & { list?: string }>();
      const { list, json } = options;
      const context = contextOf(options, output, 'imbill prices diff');
      const diff = await jobs.diffPrices(context, { before, after, list });
      if (json) return printJson(output, diff);
      const { describeDiff } = await import('../print/book-diff.ts');
      printText(output, describeDiff(diff));
    });
}
