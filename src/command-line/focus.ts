import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { Database, quoted } from '../duckdb/duckdb.ts';
import { assertConformance } from '../focus/conformance.ts';
import {
  type ChosenDocuments,
  type ExportedRows,
  exportRows,
  monthSql,
} from '../focus/exported-rows.ts';
import { focusCsv } from '../focus/focus-csv.ts';
import { createFocusTables, typeFocusRows } from '../focus/focus-tables.ts';
import { metadataFiles } from '../focus/metadata.ts';
import type { FocusVersion } from '../focus/versions.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { readPrices } from '../prices/read-prices.ts';
import { priceFolders } from '../workspace/price-folders.ts';
import { assertFree, type WrittenFile, writeFolder } from './aside-folder.ts';
import type { Choice } from './export-datasets.ts';
import { inMonths } from './export-nothing.ts';
import { checkMonths } from './export-options.ts';
import { type Output, printJson, printText } from './output.ts';
import { withSnapshot } from './snapshot.ts';
import { printable } from './text-table.ts';

export interface FocusOptions extends Choice {
  workspace: string;
  json?: true;
  version: FocusVersion;
  by: ChosenDocuments['by'];
  provider?: string;
  format: 'csv' | 'parquet';
  out: string;
  threads: number;
}

/**
 * Writes issued documents as FOCUS Cost and Usage, with its metadata, into a folder that is there
 * completely or not at all. The rows pass the rules in sql/focus/ before.
 *
 * @throws {UserError} (exit 2) If the months do not go together, or the folder holds something; (exit 4) if
 *   nothing was issued for them.
 * @throws {Error} (exit 1) If the rows break a rule.
 */
export async function exportFocus(options: FocusOptions, output: Output): Promise<void> {
  const chosen = chosenBy(options);
  await assertFree(options.out);
  const target = await Database.open({ threads: options.threads });
  try {
    const made = await fill(target, chosen, options);
    await assertConformance(target);
    const files = await writeFolder(options.out, (folder) => write(target, folder, made, options));
    report({ ...made, files }, options, output);
  } finally {
    target.close();
  }
}

function chosenBy(options: FocusOptions): ChosenDocuments {
  checkMonths(options);
  const { month, from = '0000-00', to = '9999-99', customer, by } = options;
  return { from: month ?? from, to: month ?? to, customer, by };
}

async function fill(
  target: Database,
  chosen: ChosenDocuments,
  options: FocusOptions,
): Promise<ExportedRows> {
  const { workspace: folder, version, provider } = options;
  await createFocusTables(target, version);
  const made = await withSnapshot(folder, async (snapshot, workspace) => {
    const { books } = await readPrices(priceFolders(workspace));
    const rows = await exportRows(snapshot, target, chosen, { books, provider });
    if (rows.documents === 0) throw await nothingIssued(snapshot, options);
    return rows;
  });
  await typeFocusRows(target, version);
  return made;
}

async function nothingIssued(
  snapshot: Database,
  { by, customer, ...months }: FocusOptions,
): Promise<UserError> {
  const what = by === 'month' ? 'document' : 'document invoiced';
  const whose = customer === undefined ? '' : ` of the customer ${JSON.stringify(customer)}`;
  const rows = await snapshot.rows<{ month: string }>(
    `select distinct ${monthSql[by]} as month from invoices
     where $customer is null or customer_id = $customer order by month`,
    { customer: customer ?? null },
  );
  const known = rows.map(({ month }) => month);
  const next =
    known.length === 0
      ? `There is none of any month${whose === '' ? '. Bill one with: imbill run --month YYYY-MM' : '; imbill invoice list shows what there is.'}`
      : `Months that have some: ${known.join(', ')}.`;
  return new UserError(
    `${printable(`Nothing to export: no ${what}${whose}${inMonths(months)}.`)}\n${next}`,
    exitCodes.nothingToDo,
  );
}

async function write(
  target: Database,
  folder: string,
  { provider }: ExportedRows,
  { version, format }: FocusOptions,
): Promise<void> {
  const name = `cost-and-usage.${format}`;
  const path = join(folder, name);
  if (format === 'csv') await writeCsv(target, path, version);
  else await target.run(`copy focus to ${quoted(path)} (format parquet, compression zstd)`);
  for (const [file, content] of Object.entries(metadataFiles(version, provider!, name))) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
  }
}

async function writeCsv(target: Database, path: string, version: FocusVersion): Promise<void> {
  const handle = await open(path, 'w');
  try {
    for await (const text of focusCsv(target, version)) await handle.appendFile(text);
  } finally {
    await handle.close();
  }
}

function report(
  { documents, rows, files }: ExportedRows & { files: WrittenFile[] },
  { out, version, format, json }: FocusOptions,
  output: Output,
): void {
  if (json) {
    printJson(output, { path: out, version, format, documents, rows, files });
    return;
  }
  const count = (number: number, word: string) =>
    `${groupDigits(String(number))} ${word}${number === 1 ? '' : 's'}`;
  printText(
    output,
    `Exported to ${printable(out)}: FOCUS ${version}, ${count(rows, 'row')} of ${count(documents, 'document')}.\n${files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')}`,
  );
}
