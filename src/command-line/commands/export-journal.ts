import { type Command, Option } from 'commander';
import { exitCodes, UserError } from '../../base/errors.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';
import type { Month } from '../../calendar/month.ts';
import { type JournalFormat, journalFormats } from '../../jobs/exports.ts';
import { countOf } from '../../money/count-of.ts';
import { printJson } from '../print/output.ts';
import { monthOption } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  month: Month;
  format: JournalFormat;
  out?: string;
  force?: true;
}

/** Adds `imbill export journal`. */
export function addExportJournal(group: Command, cli: CommandLine): void {
  addCommand(group, 'journal', 'Export a month for the general ledger: documents, payments', [
    'imbill export journal --month 2026-09 > 2026-09.csv',
    'imbill export journal --month 2026-09 --format hledger --out 2026-09.journal',
  ])
    .addOption(monthOption('--month', 'accounting month').makeOptionMandatory())
    .addOption(
      new Option('--format <format>', 'format of the journal')
        .choices(journalFormats)
        .default('csv'),
    )
    .option('-o, --out <file>', 'write to a file instead of stdout')
    .option('--force', 'replace an existing file')
    .action((_options: unknown, self: Command) => exportJournal(self.optsWithGlobals(), cli));
}

async function exportJournal(options: Options, { jobs, output }: CommandLine): Promise<void> {
  const { month, format, out, force: isReplaced = false, json } = options;
  if (json && out === undefined)
    throw new UserError(
      '--json describes a written file, and no file is named.\nName it: --out 2026-09.csv',
      exitCodes.wrongUsage,
    );
  const context = contextOf(options, output, 'imbill export journal');
  const target = { out, isReplaced, stdout: output };
  const written = await jobs.exportJournal(context, { month, format, target });
  const { transactions, postings, isClosed, bytes, sha256 } = written;
  if (json)
    return printJson(output, {
      ...{ path: out, format, month, is_closed: isClosed },
      ...{ transactions, postings, bytes, sha256 },
    });
  const counts = `${countOf(transactions, 'transaction')}, ${countOf(postings, 'posting')}`;
  if (out !== undefined) output.say(`${visibleCharacters(out)}: ${counts}; SHA-256 ${sha256}\n`);
  if (!isClosed)
    output.say(
      `${month} is still open: its journal can change until imbill close --month ${month} --by NAME\n`,
    );
}
