import type { Command } from 'commander';
import { printLog } from '../print/log-checkpoints.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill log show`. */
export function addLogShow(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'show', "Show the log's size, its last checkpoint and who cosigned it", [
    'imbill log show --workspace demo',
    'imbill log show --json',
  ]).action(async (_options: unknown, self: Command) => {
    const options = self.optsWithGlobals<GlobalOptions>();
    printLog(await jobs.showLog(contextOf(options, output, 'imbill log show')), options, output);
  });
}
