import type { Command } from 'commander';
import { printRequest } from '../print/log-checkpoints.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill log request`. */
export function addLogRequest(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'request', 'Prove the last checkpoint to a witness that saw an earlier one', [
    'imbill log request --since 0 --out request.txt',
    'imbill log request --since cosigned.checkpoint --out request.txt',
  ])
    .requiredOption(
      '--since <file>',
      'checkpoint that the witness saw last, or its size (0: it saw none)',
    )
    .option('--out <file>', 'write the request there (default: stdout)')
    .action(async (_options: unknown, self: Command) => {
      const { since, out, ...options } = self.optsWithGlobals<
        GlobalOptions & { since: string; out?: string }
      >();
      const context = contextOf(options, output, 'imbill log request');
      printRequest(await jobs.requestWitness(context, { since, out }), options, output);
    });
}
