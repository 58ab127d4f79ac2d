import { inBatches } from '../analyst/results/batches.ts';
import { streamedFormats } from '../analyst/results/formats.ts';
import { spreadsheetCsvFormat } from '../analyst/results/spreadsheet-csv.ts';
import { Workbook } from '../analyst/results/workbook.ts';
import type { Chunk, ResultColumn, SqlSandbox } from '../analyst/sandbox/sql-sandbox.ts';
import type { Destination } from './destination.ts';
import { type Choice, type Dataset, isNarrowed } from './export-datasets.ts';
import { nothingToExport } from './export-nothing.ts';
import type { ExportFormat } from './export-options.ts';
import type { WrittenRows } from './export-output.ts';

/** Rows that are written at a time. */
const batchRows = 8192;

/** Where datasets come from, and which of their rows. */
export interface Source {
  engine: SqlSandbox;
  datasets: readonly Dataset[];
  choice: Choice;
  signal: AbortSignal;
}

/** Rows of a dataset; the first of them are there already. */
interface Rows {
  columns: ResultColumn[];
  first: Chunk | undefined;
  batches: AsyncGenerator<Chunk>;
}

/**
 * Writes a dataset as CSV or Arrow.
 *
 * @throws {UserError} (exit 4) If there is nothing of what was asked for.
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

/** The same as a workbook, a sheet a dataset. */
export async function writeWorkbook(
  source: Source,
  destination: Destination,
): Promise<WrittenRows> {
  const workbook = new Workbook();
  const rows: Record<string, number> = {};
  for (const dataset of source.datasets) {
    const { columns, first, batches } = await rowsOf(dataset, source);
    rows[dataset.name] = 0;
    await destination.write(workbook.begin(dataset.name, columns, first));
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

/** The same as Parquet, into the file that the engine may write. */
export async function writeParquet(source: Source): Promise<WrittenRows> {
  const { engine, choice, signal } = source;
  const [dataset] = source.datasets as [Dataset];
  const parameters = dataset.parametersOf(choice);
  const rows = Number(await engine.copyAsParquet(dataset.sql, { parameters, signal }));
  if (rows === 0) await refuseNothing(source);
  return { rows: { [dataset.name]: rows }, longNumbers: 0 };
}

async function rowsOf(
  { sql, parametersOf }: Dataset,
  { engine, choice, signal }: Source,
): Promise<Rows> {
  const parameters = parametersOf(choice);
  const { columns, chunks } = await engine.query(sql, { parameters, signal });
  const batches = inBatches(chunks, batchRows);
  const { value } = await batches.next();
  return { columns, first: value ?? undefined, batches };
}

async function* all(first: Chunk | undefined, rest: AsyncGenerator<Chunk>): AsyncGenerator<Chunk> {
  if (first !== undefined) yield first;
  yield* rest;
}

/** Where everything was asked for and nothing is there, a file without rows is the answer. */
async function refuseNothing({ engine, datasets, choice }: Source): Promise<void> {
  if (isNarrowed(choice)) throw await nothingToExport(engine, datasets, choice);
}
