import { extname } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import type { Choice } from '../exports/datasets.ts';

export const exportFormats = ['csv', 'parquet', 'arrow', 'arrows', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Options of `imbill export usage|charges|invoices|workbook`. */
export interface ExportOptions extends Choice {
  workspace: string;
  threads: number;
  json?: true;
  format?: ExportFormat;
  out?: string;
  force?: true;
  timeout?: number;
  memory?: number;
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
 * The format that was asked for, or that the file's name says; CSV on standard output.
 *
 * @throws {UserError} (exit 2) If the options do not go together.
 */
export function exportFormatOf(options: ExportOptions): ExportFormat {
  checkMonths(options);
  const { format, out, json, customer } = options;
  if (customer === '')
    throw wrong('--customer is empty.\nAccepted: a customer id of customers.csv.');
  if (json && out === undefined)
    throw wrong('--json tells of a file, and none is named.\nName it: --out charges.csv');
  const chosen = format ?? formatOfFile(out) ?? 'csv';
  if (out === undefined && (chosen === 'parquet' || chosen === 'xlsx'))
    throw wrong(`--format ${chosen} is written into a file.\nName it: --out charges.${chosen}`);
  return chosen;
}

/** @throws {UserError} (exit 2) If the options do not go together. */
export function checkWorkbookOptions(options: ExportOptions & { out: string }): void {
  const format = exportFormatOf({ format: 'xlsx', ...options });
  if (format !== 'xlsx' || (formatOfExtension[extension(options.out)] ?? 'xlsx') !== 'xlsx')
    throw wrong(
      `${options.out}: a workbook is an XLSX file.\nAccepted: a name that ends in .xlsx, or imbill export usage|charges|invoices for other formats.`,
    );
}

/** @throws {UserError} (exit 2) If the months do not go together. */
export function checkMonths({ month, from, to }: Choice): void {
  if (month !== undefined && (from ?? to) !== undefined)
    throw wrong(
      `--month ${month} and ${from === undefined ? `--to ${to}` : `--from ${from}`} were given.\nAccepted: --month, or --from and --to.`,
    );
  if (from !== undefined && to !== undefined && from > to)
    throw wrong(
      `--from ${from} is after --to ${to}.\nAccepted: the first and the last month of a range.`,
    );
}

function formatOfFile(out: string | undefined): ExportFormat | undefined {
  if (out === undefined) return undefined;
  const format = formatOfExtension[extension(out)];
  if (format) return format;
  throw wrong(
    `${out}: the name does not say in which format.\nAccepted: --format ${exportFormats.join('|')}, or a name that ends in ${Object.keys(formatOfExtension).join(' ')}.`,
  );
}

function extension(out: string): string {
  return extname(out).toLowerCase();
}

function wrong(message: string): UserError {
  return new UserError(message, exitCodes.wrongUsage);
}
