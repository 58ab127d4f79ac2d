import type { Command } from 'commander';
import { describeErasure } from '../print/erasure.ts';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  app: string;
  user: string;
  reason: string;
}

/** Adds `imbill erase`. */
export function addErase(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'erase', 'Replace the id of a user by a random token; all counts stay', [
    'imbill erase --app 1400000001 --user u-4711 --reason "request 2026-17"',
  ])
    .requiredOption('--app <id>', 'app of the user; the same id in another app is another user')
    .requiredOption('--user <id>', 'id of the user, as the logs have it')
    .requiredOption('--reason <text>', 'why, without the id; recorded in the audit')
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { app: appId, user: userId, reason } = options;
      // The command is noted beside the warehouse: it must not name the user.
      const context = contextOf(options, output, `imbill erase --app ${appId}`);
      const result = await jobs.erase(context, { appId, userId, reason });
      if (options.json) printJson(output, result);
      else printText(output, describeErasure(result));
    });
}
