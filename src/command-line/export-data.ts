import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { defaultMemoryMegabytes, defaultTimeoutSeconds } from '../analyst/sandbox/limits.ts';
import { SqlSandbox } from '../analyst/sandbox/sql-sandbox.ts';
import { hashOfFile } from '../warehouse/segments.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { countedDestination } from './counted-destination.ts';
import { asideFile, fileDestination, standardOutput } from './destination.ts';
import { type Dataset, type DatasetName, datasetNames, datasetOf } from './export-datasets.ts';
import { exportFailure } from './export-failure.ts';
import {
  checkWorkbookOptions,
  type ExportFormat,
  type ExportOptions,
  exportFormatOf,
} from './export-options.ts';
import { showWritten, type WrittenExport } from './export-output.ts';
import { writeParquet, writeStreamed, writeWorkbook } from './export-writers.ts';
import type { Output } from './output.ts';
import { untilSignalled } from './until-signalled.ts';

/** What the commands need of their process; handed in, so that a test hands in its own. */
export interface ExportEffects {
  /** The engine's process, where it is not the package's own. */
  script?: string;
}

/** What is exported, and how. */
interface Request {
  datasets: Dataset[];
  format: ExportFormat;
  options: ExportOptions;
  output: Output;
  effects: ExportEffects;
}

/**
 * Writes a dataset of the published snapshot into a file, or to standard output.
 *
 * @throws {UserError} (exit 2) If the options do not go together or the file cannot be written;
 *   (exit 4) if there is nothing of what was asked for, or nothing was published yet.
 */
export async function exportDataset(
  name: DatasetName,
  options: ExportOptions,
  output: Output,
  effects: ExportEffects = {},
): Promise<void> {
  const format = exportFormatOf(options);
  await exportAs({ datasets: [datasetOf(name)], format, options, output, effects });
}

/** Writes all datasets of one snapshot into a workbook, a sheet each. Throws as `exportDataset`. */
export async function exportWorkbook(
  options: ExportOptions & { out: string },
  output: Output,
  effects: ExportEffects = {},
): Promise<void> {
  checkWorkbookOptions(options);
  const datasets = datasetNames.map(datasetOf);
  await exportAs({ datasets, format: 'xlsx', options, output, effects });
}

async function exportAs(request: Request): Promise<void> {
  const { options, output, format } = request;
  const written = await untilSignalled((signal) =>
    format === 'parquet'
      ? intoParquet(request, signal)
      : intoDestination({ ...request, format }, signal),
  ).catch((error: unknown) => {
    throw exportFailure(error) ?? error;
  });
  if (options.out === undefined) return;
  showWritten({ path: options.out, format, ...written }, options, output);
}

async function intoParquet(request: Request, signal: AbortSignal): Promise<WrittenExport> {
  const { datasets, options } = request;
  const aside = await asideFile(resolve(options.out!), options.force === true);
  const engine = openEngine(request, aside.path);
  try {
    const written = await writeParquet({ engine, datasets, choice: options, signal });
    await engine.close();
    const { size: bytes } = await stat(aside.path);
    const sha256 = await hashOfFile(aside.path);
    await aside.commit();
    return { ...written, bytes, sha256 };
  } catch (error) {
    await engine.close();
    await aside.discard();
    throw error;
  }
}

async function intoDestination(
  { format, ...request }: Request & { format: Exclude<ExportFormat, 'parquet'> },
  signal: AbortSignal,
): Promise<WrittenExport> {
  const { datasets, options, output } = request;
  const { out, force } = options;
  const destination = countedDestination(
    out === undefined
      ? standardOutput(output)
      : await fileDestination(resolve(out), force === true),
  );
  const engine = openEngine(request);
  const source = { engine, datasets, choice: options, signal };
  try {
    const written =
      format === 'xlsx'
        ? await writeWorkbook(source, destination)
        : await writeStreamed(source, format, destination);
    await destination.commit();
    return { ...written, ...destination.contents() };
  } catch (error) {
    await destination.discard();
    throw error;
  } finally {
    await engine.close();
  }
}

function openEngine(
  { options, effects }: Pick<Request, 'options' | 'effects'>,
  writableFile?: string,
): SqlSandbox {
  return new SqlSandbox(workspaceAt(options.workspace), {
    memoryMegabytes: options.memory ?? defaultMemoryMegabytes(),
    timeoutSeconds: options.timeout ?? defaultTimeoutSeconds,
    threads: options.threads,
    keepsSnapshot: true,
    writableFile,
    script: effects.script,
  });
}
