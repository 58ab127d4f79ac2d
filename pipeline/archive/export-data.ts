import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SqlSandbox } from '../../src/analyst/sandbox/sql-sandbox.ts';
import { sha256OfFile } from '../../src/base/sha256.ts';
import { countedDestination } from '../../src/exports/counted-destination.ts';
import { datasetOf } from '../../src/exports/datasets.ts';
import { asideFile, commitAfter, openDestination } from '../../src/exports/destination.ts';
import { explainFailure } from '../../src/exports/explain-failure.ts';
import {
  type Source,
  writeParquet,
  writeStreamed,
  writeWorkbook,
} from '../../src/exports/write-datasets.ts';
import type { DataExport, ExportDataOptions } from '../../src/jobs/exports.ts';
import type { SandboxEffects } from '../effects/effects.ts';
import { withSandbox } from '../effects/sandbox.ts';

/**
 * Writes datasets of the published snapshot to a file or to standard output.
 *
 * @throws {UserError} (exit 2) If the file cannot be written; (exit 4) if none of the chosen rows
 *   exist, or nothing is published yet.
 */
export async function exportData(
  options: ExportDataOptions,
  effects: SandboxEffects,
): Promise<DataExport> {
  try {
    return options.format === 'parquet'
      ? await exportParquet(options, effects)
      : await exportStreamed({ ...options, format: options.format }, effects);
  } catch (error) {
    throw explainFailure(error) ?? error;
  }
}

async function exportParquet(
  options: ExportDataOptions,
  effects: SandboxEffects,
): Promise<DataExport> {
  const { out, isReplaced } = options.target;
  const aside = await asideFile(resolve(out!), isReplaced);
  return commitAfter(aside, async ({ path }) => {
    const written = await withSandbox(
      { ...options, keepsSnapshot: true, writableFile: path },
      effects,
      (sandbox) => writeParquet(sourceOf(options, sandbox, effects)),
    );
    return { ...written, bytes: (await stat(path)).size, sha256: await sha256OfFile(path) };
  });
}

async function exportStreamed(
  { format, ...options }: ExportDataOptions & { format: 'csv' | 'arrow' | 'arrows' | 'xlsx' },
  effects: SandboxEffects,
): Promise<DataExport> {
  const destination = countedDestination(await openDestination(options.target));
  const written = await commitAfter(destination, () =>
    withSandbox({ ...options, keepsSnapshot: true }, effects, (sandbox) => {
      const source = sourceOf(options, sandbox, effects);
      return format === 'xlsx'
        ? writeWorkbook(source, destination)
        : writeStreamed(source, format, destination);
    }),
  );
  return { ...written, ...destination.contents() };
}

function sourceOf(
  { datasets, choice }: Pick<ExportDataOptions, 'datasets' | 'choice'>,
  sandbox: SqlSandbox,
  { signal }: SandboxEffects,
): Source {
  return { sandbox, datasets: datasets.map(datasetOf), choice, signal };
}
