import type { Command } from 'commander';
import { printAdded } from '../print/log-checkpoints.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill log add`. */
export function addLogAdd(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'add <file>', 'Add the cosignature of a witness to its checkpoint', [
    'imbill log add cosigned.checkpoint',
  ]).action(async (file: string, _options: unknown, self: Command) => {
    const options = self.optsWithGlobals<GlobalOptions>();
    const context = contextOf(options, output, 'imbill log add');
    printAdded(await jobs.addCosignatures(context, file), options, output);
  });
}
