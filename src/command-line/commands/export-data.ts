import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { defaultMemoryMegabytes, defaultTimeoutSeconds } from '../../analyst/sandbox/limits.ts';
import { exitCodes, UserError } from '../../base/errors.ts';
import { visibleCharacters } from '../../base/visible-characters.ts';
import {
  type Choice,
  type DatasetName,
  datasetNames,
  type ExportFormat,
  exportFormats,
} from '../../exports/choice.ts';
import type { DataExport } from '../../jobs/exports.ts';
import { countOf } from '../../money/count-of.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { type Output, printJson } from '../print/output.ts';
import {
  addChoice,
  addLimits,
  byOption,
  choiceOf,
  type LimitOptions,
  limitsOf,
} from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions, LimitOptions, Choice {
  format?: ExportFormat;
  out?: string;
  force?: true;
}

const descriptions: Record<DatasetName, string> = {
  usage: 'Export usage as measured today: a row for each app, metric and day',
  charges: 'Export the lines of issued documents, also of corrections',
  invoices: 'Export issued invoices, credit and debit notes, also voided ones',
};

/** Adds `imbill export usage|charges|invoices|workbook`. */
export function addExportData(group: Command, cli: CommandLine): void {
  for (const name of datasetNames) {
    const command = addExport(group, name, descriptions[name], [
      `imbill export ${name} --month 2026-09 > ${name}.csv`,
      `imbill export ${name} --from 2026-01 --to 2026-12 --out ${name}.parquet`,
      `imbill export ${name} --customer lantern --out ${name}.xlsx`,
    ])
      .addOption(
        new Option('--format <format>', 'default: csv, or what the name of the file says').choices(
          exportFormats,
        ),
      )
      .option('-o, --out <file>', 'write to a file instead of stdout')
      .action((_options: unknown, self: Command) => {
        const options = self.optsWithGlobals<Options>();
        return exportAs([name], exportFormatOf(options), options, cli);
      });
    if (name !== 'usage') command.addOption(byOption());
  }
  addExport(
    group,
    'workbook',
    'Export usage, charges and invoices as one XLSX file, a sheet each',
    ['imbill export workbook --month 2026-09 --out 2026-09.xlsx'],
  )
    .addOption(byOption())
    .requiredOption('-o, --out <file>', 'the XLSX file')
    .action((_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options & { out: string }>();
      assertWorkbook(options);
      return exportAs(datasetNames, 'xlsx', options, cli);
    });
}

function addExport(
  group: Command,
  name: string,
  description: string,
  examples: readonly string[],
): Command {
  const command = addChoice(addCommand(group, name, description, examples));
  return addLimits(
    command.option('--force', 'replace an existing file'),
    { timeoutSeconds: defaultTimeoutSeconds, memoryMegabytes: defaultMemoryMegabytes() },
    { timeout: 'stop the query after this time', memory: 'memory of the query' },
  );
}

async function exportAs(
  datasets: readonly DatasetName[],
  format: ExportFormat,
  options: Options,
  { jobs, output }: CommandLine,
): Promise<void> {
  const { out, force: isReplaced = false } = options;
  const context = contextOf(options, output, 'imbill export');
  const written = await jobs.exportData(context, {
    ...limitsOf(options),
    datasets,
    format,
    choice: choiceOf(options),
    target: { out, isReplaced, stdout: output },
  });
  if (out !== undefined) printExport({ path: out, format, ...written }, options, output);
}

const formatOfExtension: Record<string, ExportFormat> = {
  '.csv': 'csv',
  '.parquet': 'parquet',
  '.arrow': 'arrow',
  '.feather': 'arrow',
  '.arrows': 'arrows',
  '.xlsx': 'xlsx',
};

/**
 * Returns the chosen format, or that of the file's name; CSV on standard output.
 *
 * @throws {UserError} (exit 2) If the options contradict each other.
 */
function exportFormatOf(options: Options): ExportFormat {
  const { format, out, json, customer } = options;
  choiceOf(options);
  if (customer === '')
    throw wrong('--customer is empty.\nAccepted: a customer id of customers.csv.');
  if (json && out === undefined)
    throw wrong(
      '--json describes a written file, and no file is named.\nName it: --out charges.csv',
    );
  const chosen = format ?? formatOfFile(out) ?? 'csv';
  if (out === undefined && (chosen === 'parquet' || chosen === 'xlsx'))
    throw wrong(`--format ${chosen} needs a file.\nName it: --out charges.${chosen}`);
  return chosen;
}

/** @throws {UserError} (exit 2) If the options contradict each other. */
function assertWorkbook(options: Options & { out: string }): void {
  const format = exportFormatOf({ format: 'xlsx', ...options });
  if (format !== 'xlsx' || (formatOfExtension[extensionOf(options.out)] ?? 'xlsx') !== 'xlsx')
    throw wrong(
      `${options.out}: a workbook is an XLSX file.\nAccepted: a name that ends in .xlsx, or imbill export usage|charges|invoices for other formats.`,
    );
}

function formatOfFile(out: string | undefined): ExportFormat | undefined {
  if (out === undefined) return undefined;
  const format = formatOfExtension[extensionOf(out)];
  if (format) return format;
  throw wrong(
    `${out}: the name does not end in a known format.\nAccepted: --format ${exportFormats.join('|')}, or a name that ends in ${Object.keys(formatOfExtension).join(' ')}.`,
  );
}

function extensionOf(out: string): string {
  return extname(out).toLowerCase();
}

function wrong(message: string): UserError {
  return new UserError(message, exitCodes.wrongUsage);
}

/** Prints what was written: on stderr, or as JSON on stdout. */
function printExport(
  { path, format, rows, longNumbers, bytes, sha256 }: DataExport & { path: string; format: string },
  { json }: { json?: true },
  output: Output,
): void {
  const datasets = Object.entries(rows).map(([name, count]) => ({ name, rows: count }));
  if (json) {
    const all = datasets.reduce((sum, dataset) => sum + dataset.rows, 0);
    const document = { path, format, rows: all, bytes, sha256, datasets };
    printJson(output, { ...document, numbers_as_text: longNumbers });
    return;
  }
  const counts = datasets.map(({ name, rows: count }) => `${name} ${countOf(count, 'row')}`);
  output.say(`${visibleCharacters(path)}: ${counts.join(', ')}; SHA-256 ${sha256}\n`);
  if (longNumbers === 1)
    output.say('1 number has more than the 15 digits of a spreadsheet; it is stored as text.\n');
  if (longNumbers > 1)
    output.say(
      `${groupDigits(String(longNumbers))} numbers have more than the 15 digits of a spreadsheet; they are stored as text.\n`,
    );
}
