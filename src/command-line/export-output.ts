import { groupDigits } from '../money/format-decimal.ts';
import { type Output, printJson } from './output.ts';
import { printable } from './text-table.ts';

/** Rows that were written, by dataset. */
export interface WrittenRows {
  rows: Record<string, number>;
  /** Numbers that are text in a workbook, as a spreadsheet would round them. */
  longNumbers: number;
}

/** What an export came to; SHA-256 in lower-case hex. */
export interface WrittenExport extends WrittenRows {
  bytes: number;
  sha256: string;
}

/** Tells of a file that was written: on stderr, or as JSON on stdout. */
export function showWritten(
  {
    path,
    format,
    rows,
    longNumbers,
    bytes,
    sha256,
  }: WrittenExport & { path: string; format: string },
  { json }: { json?: true },
  output: Output,
): void {
  const datasets = Object.entries(rows).map(([name, count]) => ({ name, rows: count }));
  const all = datasets.reduce((sum, dataset) => sum + dataset.rows, 0);
  if (json) {
    const document = { path, format, rows: all, bytes, sha256, datasets };
    printJson(output, { ...document, numbers_as_text: longNumbers });
    return;
  }
  const counts = datasets.map(({ name, rows: count }) => `${name} ${rowsInWords(count)}`);
  output.say(`${printable(path)}: ${counts.join(', ')}; SHA-256 ${sha256}\n`);
  if (longNumbers > 0) output.say(`${longNumbersInWords(longNumbers)}\n`);
}

function rowsInWords(count: number): string {
  return `${groupDigits(String(count))} ${count === 1 ? 'row' : 'rows'}`;
}

function longNumbersInWords(count: number): string {
  return count === 1
    ? '1 number has more than the 15 digits that a spreadsheet keeps; it stands there as text.'
    : `${groupDigits(String(count))} numbers have more than the 15 digits that a spreadsheet keeps; they stand there as text.`;
}
