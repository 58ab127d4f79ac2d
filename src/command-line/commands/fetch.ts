import type { Command } from 'commander';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill fetch`. */
export function addFetch(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'fetch', 'Bring new log files from an S3-compatible bucket', [
    'imbill fetch --workspace demo',
    'imbill fetch --dry-run',
    'imbill fetch && imbill load',
  ])
    .option('--dry-run', 'list what would be fetched, and write nothing')
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & { dryRun?: true }>();
      const isDryRun = options.dryRun === true;
      const context = contextOf(options, output, 'imbill fetch');
      const result = await jobs.fetch(context, { isDryRun });
      const { printFetch } = await import('../print/fetch.ts');
      printFetch(result, options, output);
    });
}
