import type { Command } from 'commander';
import { UserError } from '../../base/errors.ts';
import type { CheckedEngine } from '../../jobs/engine.ts';
import type { Part } from '../../terminal/layout.ts';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill engine check`. */
export function addEngineCheck(group: Command, { jobs, output }: CommandLine): void {
  const description = 'Check whether the Spark cluster of imbill.yaml can count for billing';
  addCommand(group, 'check', description, ['imbill engine check --workspace demo']).action(
    async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions>();
      const context = contextOf(options, output, 'imbill engine check');
      try {
        const checked = await jobs.checkEngine(context);
        if (options.json) printJson(output, checked);
        else printText(output, describeChecks(checked));
      } catch (error) {
        // The error itself says what to change; the table says what else was seen.
        if (error instanceof UserError && 'checks' in error.details && !options.json)
          printText(output, describeChecks(error.details as unknown as CheckedEngine));
        throw error;
      }
    },
  );
}

function describeChecks({ remote, checks }: CheckedEngine): Part[] {
  const rows = checks.map(({ name, state, detail }) => [name, state, detail.split('\n')[0]!]);
  const columns = [{ title: 'check' }, { title: 'state' }, { title: 'seen', fit: 'wrap' as const }];
  return [`Spark at ${remote}`, { columns, rows }];
}
