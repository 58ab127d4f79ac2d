import { type Command, InvalidArgumentError, Option } from 'commander';
import { exportDataset, exportWorkbook } from '../../../pipeline/archive/export-data.ts';
import { defaultMemoryMegabytes, defaultTimeoutSeconds } from '../../analyst/sandbox/limits.ts';
import { megabytesText } from '../../base/memory-size.ts';
import { parseMonth } from '../../calendar/month.ts';
import { type DatasetName, datasetNames, monthKinds } from '../../exports/datasets.ts';
import { exportFormats } from '../export-options.ts';
import type { Output } from '../output.ts';
import { memorySize } from '../sql/options.ts';

/** Makes a subcommand of `imbill export`, with a description and examples. */
type MakeCommand = (name: string, description: string, examples: string[]) => Command;

const descriptions: Record<DatasetName, string> = {
  usage: "Usage as counted now: a row for an app's value of a metric on a day",
  charges: 'Lines of issued documents: a row for each, corrections too',
  invoices: 'Issued invoices, credit and debit notes: a row for each, voided ones too',
};

/** Adds `imbill export usage|charges|invoices|workbook`. */
export function addExportCommands(command: MakeCommand, output: Output): void {
  for (const name of datasetNames) {
    const made = choosing(
      command(name, descriptions[name], [
        `imbill export ${name} --month 2026-09 > ${name}.csv`,
        `imbill export ${name} --from 2026-01 --to 2026-12 --out ${name}.parquet`,
        `imbill export ${name} --customer lantern --out ${name}.xlsx`,
      ]),
    )
      .addOption(
        new Option('--format <format>', 'csv on stdout, where absent').choices(exportFormats),
      )
      .option('-o, --out <file>', 'write into a file; its name may say the format')
      .action((_options: unknown, self: Command) =>
        exportDataset(name, self.optsWithGlobals(), output),
      );
    if (name !== 'usage') made.addOption(byOption());
  }
  choosing(
    command('workbook', 'Usage, charges and invoices as one XLSX file, a sheet each', [
      'imbill export workbook --month 2026-09 --out 2026-09.xlsx',
    ]),
  )
    .addOption(byOption())
    .requiredOption('-o, --out <file>', 'the XLSX file')
    .action((_options: unknown, self: Command) => exportWorkbook(self.optsWithGlobals(), output));
}

function choosing(command: Command): Command {
  return command
    .option('--month <YYYY-MM>', 'of one billing month; without it of all', parseMonth)
    .option('--from <YYYY-MM>', 'of this billing month and later ones', parseMonth)
    .option('--to <YYYY-MM>', 'of this billing month and earlier ones', parseMonth)
    .option('--customer <id>', 'of one customer only')
    .option('--force', 'replace the file that is there')
    .addOption(
      new Option('--timeout <seconds>', 'stop when it computes longer')
        .default(defaultTimeoutSeconds)
        .argParser(wholeNumber),
    )
    .addOption(
      new Option('--memory <size>', 'what the query may take')
        .default(defaultMemoryMegabytes(), megabytesText(defaultMemoryMegabytes()))
        .argParser(memorySize),
    );
}

/** Whether months are those that documents are about, or that they are invoiced in. */
function byOption(): Option {
  return new Option(
    '--by <which>',
    'the month that a document is about, or the billing period that it is invoiced in',
  )
    .choices(monthKinds)
    .default('month');
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Accepted: a whole number from 1.');
}
