import { inBatches } from '../analyst/results/batches.ts';
import { streamedFormats } from '../analyst/results/formats.ts';
import { spreadsheetCsvFormat } from '../analyst/results/spreadsheet-csv.ts';
import { Workbook } from '../analyst/results/workbook.ts';
import type { Chunk, ResultColumn, SqlSandbox } from '../analyst/sandbox/sql-sandbox.ts';
import { type Choice, type ExportFormat, isNarrowed } from './choice.ts';
import type { Dataset } from './datasets.ts';
import type { Destination } from './destination.ts';
import { nothingToExport } from './nothing-to-export.ts';
import { sheetTexts } from './sheet-texts.ts';

/** Number of rows that are written at a time. */
const batchRows = 8192;

/** Datasets with the sandbox that reads them, and the chosen rows. */
export interface Source {
  sandbox: SqlSandbox;
  datasets: readonly Dataset[];
  choice: Choice;
  signal: AbortSignal;
}

/** Rows that were written. */
export interface WrittenRows {
  /** Number of rows by dataset. */
  rows: Record<string, number>;
  /** Count of numbers that a workbook holds as text, because a spreadsheet would round them. */
  longNumbers: number;
}

/** Rows of a dataset; `first` is undefined if there are none. */
interface Rows {
  columns: ResultColumn[];
  first: Chunk | undefined;
  batches: AsyncGenerator<Chunk>;
}

/**
 * Writes one dataset as CSV or Arrow.
 *
 * @throws {UserError} (exit 4) If none of the chosen rows exist.
 */
export async function writeStreamed(
  source: Source,
  format: Exclude<ExportFormat, 'parquet' | 'xlsx'>,
  destination: Destination,
): Promise<WrittenRows> {
  const [dataset] = source.datasets as [Dataset];
  const { columns, first, batches } = await rowsOf(dataset, source);
  if (first === undefined) await refuseNothing(source);
  const writer = format === 'csv' ? spreadsheetCsvFormat() : await streamedFormats[format]();
  await destination.write(writer.begin(columns));
  let rows = 0;
  for await (const chunk of all(first, batches)) {
    rows += chunk.rows;
    await destination.write(writer.rows(chunk));
  }
  await destination.write(writer.end());
  return { rows: { [dataset.name]: rows }, longNumbers: 0 };
}

/** Writes a workbook with a sheet for each dataset. Throws as `writeStreamed`. */
export async function writeWorkbook(
  source: Source,
  destination: Destination,
): Promise<WrittenRows> {
  const workbook = new Workbook();
  const rows: Record<string, number> = {};
  for (const dataset of source.datasets) {
    const { columns, first, batches } = await rowsOf(dataset, source);
    rows[dataset.name] = 0;
    await destination.write(workbook.begin(dataset.name, columns, first, sheetTexts(dataset.name)));
    for await (const chunk of all(first, batches)) {
      rows[dataset.name]! += chunk.rows;
      await destination.write(workbook.rows(chunk));
    }
    await destination.write(workbook.endSheet());
  }
  if (Object.values(rows).every((count) => count === 0)) await refuseNothing(source);
  await destination.write(workbook.end());
  return { rows, longNumbers: workbook.longNumbers };
}

/** Writes one dataset as Parquet into the file that the sandbox may write. Throws as `writeStreamed`. */
export async function writeParquet(source: Source): Promise<WrittenRows> {
  const { sandbox, choice, signal } = source;
  const [dataset] = source.datasets as [Dataset];
  const parameters = dataset.parametersOf(choice);
  const rows = Number(await sandbox.copyAsParquet(dataset.sql, { parameters, signal }));
  if (rows === 0) await refuseNothing(source);
  return { rows: { [dataset.name]: rows }, longNumbers: 0 };
}

async function rowsOf(
  { sql, parametersOf }: Dataset,
  { sandbox, choice, signal }: Source,
): Promise<Rows> {
  const parameters = parametersOf(choice);
  const { columns, chunks } = await sandbox.query(sql, { parameters, signal });
  const batches = inBatches(chunks, batchRows);
  const { value } = await batches.next();
  return { columns, first: value ?? undefined, batches };
}

async function* all(first: Chunk | undefined, rest: AsyncGenerator<Chunk>): AsyncGenerator<Chunk> {
  if (first !== undefined) yield first;
  yield* rest;
}

/** Without a choice of months or a customer, a file without rows is a valid export. */
async function refuseNothing({ sandbox, datasets, choice }: Source): Promise<void> {
  if (isNarrowed(choice)) throw await nothingToExport(sandbox, datasets, choice);
}
