import type { Command } from 'commander';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type { Month } from '../../calendar/month.ts';
import type { EngineJob } from '../../jobs/engine.ts';
import { printJson, printText } from '../print/output.ts';
import { monthOption } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  month: Month;
  out?: string;
  result?: string;
}

/** Adds `imbill engine job`. */
export function addEngineJob(group: Command, { jobs, output }: CommandLine): void {
  const description = 'Write the script that counts a month with spark-sql, or record its result';
  addCommand(group, 'job', description, [
    'imbill engine job --month 2026-09 --out job.sql',
    'imbill engine job --month 2026-09 --result /mnt/billing/engine-job-2026-09',
  ])
    .addOption(monthOption('--month', 'billing month').makeOptionMandatory())
    .option('-o, --out <file>', 'file for the script (default: standard output)')
    .option('--result <dir>', 'record the result that the script wrote into this folder')
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      const { month, out, result } = options;
      if (out !== undefined && result !== undefined)
        self.error('error: --out and --result were given. Accepted: one of them.');
      const context = contextOf(options, output, 'imbill engine job');
      const job = await jobs.engineJob(context, { month, out, result });
      if (options.json) printJson(output, job);
      else printText(output, describeJob(job, options.workspace));
    });
}

function describeJob(
  { month, script, path, result, measurements }: EngineJob,
  workspace: string,
): string {
  const counted = measurements.join(', ');
  if (script !== undefined) return script;
  if (path === undefined)
    return `Recorded for ${month}: ${counted}.\nNext: imbill run --month ${month} --workspace ${visibleCharacters(workspace)}\n`;
  return [
    `Wrote ${visibleCharacters(path)}, which counts ${counted} of ${month}.`,
    `Next: spark-sql -f ${visibleCharacters(path)}`,
    `Then: imbill engine job --month ${month} --result ${visibleCharacters(result)} --workspace ${visibleCharacters(workspace)}`,
    '',
  ].join('\n');
}
