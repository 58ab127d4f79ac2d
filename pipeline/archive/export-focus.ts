import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { UserError } from '../../src/base/errors.ts';
import { Database, quoted } from '../../src/duckdb/duckdb.ts';
import { type Choice, monthRange } from '../../src/exports/choice.ts';
import { assertNewFolder, writeNewFolder } from '../../src/exports/new-folder.ts';
import { nothingChosen } from '../../src/exports/nothing-to-export.ts';
import { assertConformance } from '../../src/focus/conformance.ts';
import { datasetsOf, type FocusDataset } from '../../src/focus/datasets.ts';
import { type ExportedRows, exportRows, monthSql } from '../../src/focus/exported-rows.ts';
import { focusCsv } from '../../src/focus/focus-csv.ts';
import { createFocusTables, typeFocusRows } from '../../src/focus/focus-tables.ts';
import { metadataFiles } from '../../src/focus/metadata.ts';
import type { ExportFocusOptions, FocusExport } from '../../src/jobs/exports.ts';
import { readPrices } from '../../src/prices/read-prices.ts';
import { priceFolders } from '../../src/workspace/price-folders.ts';
import type { SnapshotEffects } from '../effects/effects.ts';

/**
 * Writes issued documents as the datasets of FOCUS, with their metadata, into a new folder. The rows
 * pass the rules of sql/focus/ first.
 *
 * @throws {UserError} (exit 2) If the folder is not empty; (exit 4) if no such document was issued.
 * @throws {Error} (exit 1) If the rows break a rule.
 */
export async function exportFocus(
  options: ExportFocusOptions,
  effects: SnapshotEffects & { threads: number },
): Promise<FocusExport> {
  await assertNewFolder(options.out);
  const target = await Database.open({ threads: effects.threads });
  try {
    const { documents, rows, provider } = await fillTables(target, options, effects);
    await assertConformance(target);
    const files = await writeNewFolder(options.out, (folder) =>
      writeFiles(target, folder, provider!, options),
    );
    return { documents, rows, files };
  } finally {
    target.close();
  }
}

async function fillTables(
  target: Database,
  { version, provider, choice }: ExportFocusOptions,
  { snapshot, workspace }: SnapshotEffects,
): Promise<ExportedRows> {
  await createFocusTables(target, version);
  const { books } = await readPrices(priceFolders(workspace));
  const { customer, by = 'month' } = choice;
  const chosen = { ...monthRange(choice), customer, by };
  const exported = await exportRows(snapshot, target, chosen, { books, provider, version });
  if (exported.documents === 0) throw await nothingIssued(snapshot, choice);
  await typeFocusRows(target, version);
  return exported;
}

async function nothingIssued(snapshot: Database, choice: Choice): Promise<UserError> {
  const { by = 'month', customer } = choice;
  const rows = await snapshot.rows<{ month: string }>(
    `select distinct ${monthSql[by]} as month from invoices
     where $customer is null or customer_id = $customer order by month`,
    { customer: customer ?? null },
  );
  const known = rows.map(({ month }) => month);
  let next = `Months that have some: ${known.join(', ')}.`;
  if (known.length === 0)
    next = `There is none of any month${customer === undefined ? '. Bill one with: imbill run --month YYYY-MM' : '; imbill invoice list shows what there is.'}`;
  return nothingChosen(by === 'month' ? 'document' : 'document invoiced', choice, next);
}

async function writeFiles(
  target: Database,
  folder: string,
  provider: string,
  { version, format }: ExportFocusOptions,
): Promise<void> {
  for (const dataset of datasetsOf(version)) {
    const path = join(folder, `${dataset.file}.${format}`);
    if (format === 'csv') await writeCsv(target, path, dataset);
    else
      await target.run(
        `copy ${dataset.table} to ${quoted(path)} (format parquet, compression zstd)`,
      );
  }
  for (const [file, content] of Object.entries(metadataFiles(version, provider, format))) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
  }
}

async function writeCsv(target: Database, path: string, dataset: FocusDataset): Promise<void> {
  const handle = await open(path, 'w');
  try {
    for await (const text of focusCsv(target, dataset)) await handle.appendFile(text);
  } finally {
    await handle.close();
  }
}
