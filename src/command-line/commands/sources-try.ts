import { type Command, Option } from 'commander';
import type { TryOptions } from '../../jobs/try-source.ts';
import { sourceKinds } from '../../metrics/source-kinds.ts';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill sources try`. */
export function addSourcesTry(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'try', 'Show how imbill reads a log, and guess its settings; writes nothing', [
    'imbill sources try export.csv',
    'imbill sources try logs/2026-09.zip --kind logins',
    'imbill sources try logs/logins/2026-09-01.csv --source logins.2',
  ])
    .argument('<file>', 'a log as it came: CSV, JSON, Parquet, an access log, also compressed')
    .option('--source <entry>', 'read it by an entry of imbill.yaml, such as logins or logins.2')
    .addOption(
      new Option('--kind <kind>', 'kind of log, if the guess is wrong')
        .choices(sourceKinds)
        .conflicts('source'),
    )
    .action(async (file: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<GlobalOptions & Omit<TryOptions, 'file'>>();
      const { source, kind } = options;
      const context = contextOf(options, output, `imbill sources try ${file}`);
      const tried = await jobs.trySource(context, { file, source, kind });
      if (options.json) return printJson(output, tried);
      const { describeTriedSource } = await import('../print/tried-source.ts');
      printText(output, describeTriedSource(tried));
    });
}
