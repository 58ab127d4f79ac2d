import { type Command, Option } from 'commander';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type { Choice } from '../../exports/choice.ts';
import { type FocusVersion, focusVersions } from '../../focus/versions.ts';
import { countOf } from '../../money/count-of.ts';
import { printJson, printText } from '../print/output.ts';
import { addChoice, byOption, choiceOf } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions, Choice {
  version: FocusVersion;
  provider?: string;
  format: 'csv' | 'parquet';
  out: string;
}

/** Adds `imbill export focus`. */
export function addExportFocus(group: Command, cli: CommandLine): void {
  const description = 'Export charges as FOCUS (FinOps Open Cost and Usage Specification)';
  const command = addCommand(group, 'focus', description, [
    'imbill export focus --month 2026-09 --out focus/2026-09',
    'imbill export focus --version 1.4 --from 2026-07 --to 2026-09 --out focus/q3 --format parquet',
    'imbill export focus --month 2026-10 --by billing-period --out focus/2026-10',
  ]).addOption(
    new Option('--version <version>', 'version of the FOCUS specification')
      .choices(focusVersions)
      .default('1.2'),
  );
  addChoice(command)
    .addOption(byOption())
    .option('--provider <name>', "provider of the service (default: the document's issuer)")
    .requiredOption('-o, --out <dir>', 'a new or empty folder')
    .addOption(
      new Option('--format <format>', 'format of the rows')
        .choices(['csv', 'parquet'])
        .default('csv'),
    )
    .action((_options: unknown, self: Command) => exportFocus(self.optsWithGlobals(), cli));
}

async function exportFocus(options: Options, { jobs, output }: CommandLine): Promise<void> {
  const { version, provider, format, out } = options;
  const choice = choiceOf(options);
  const context = contextOf(options, output, 'imbill export focus');
  const exported = await jobs.exportFocus(context, { version, choice, provider, format, out });
  const { documents, rows, files } = exported;
  if (options.json)
    return printJson(output, { path: out, version, format, documents, rows, files });
  const hashes = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
  printText(
    output,
    `Exported to ${visibleCharacters(out)}: FOCUS ${version}, ${countOf(rows, 'row')} of ${countOf(documents, 'document')}.\n${hashes}`,
  );
}
