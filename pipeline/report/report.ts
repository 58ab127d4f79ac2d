import { mkdirSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { renderSummaryJson } from '../../reports/canonical-json.ts';
import { renderLinesCsv } from '../../reports/invoice-csv.ts';
import { renderSummaryCsv } from '../../reports/summary-csv.ts';
import { renderSummaryHtml } from '../../reports/summary-html.ts';
import { reportFileName } from '../../reports/text/file-name.ts';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { isLeftAside, writeWholeFiles } from '../../src/base/whole-files.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { documentsRootsOf } from '../../src/ledger/log/documents-root.ts';
import { readLogos } from '../../src/ledger/logos.ts';
import {
  type PackedReport,
  type RenderReports,
  type ReportContent,
  readReports,
  unpackReports,
} from '../../src/ledger/stored-reports.ts';
import type { Effects } from '../effects/effects.ts';
import type { BilledMonth } from '../issue/billed-month.ts';
import { documentRenderer, hasPdf } from '../issue/render-document.ts';

/**
 * Renders every report of a month, by file name. Issued documents look as they were sent, whatever
 * this version would render; all else depends on the documents alone.
 */
async function reportsOf(
  { invoices, summary }: BilledMonth,
  { warehouse, settings }: Effects,
): Promise<Map<string, ReportContent>> {
  const reports = new Map<string, ReportContent>();
  const logos = await readLogos(warehouse, settings.logo);
  const { pdf = false } = settings.documents ?? {};
  const numbers = summary.issued ? invoices.map(({ number }) => number) : [];
  const packed = await readReports(warehouse, numbers);
  for (const invoice of invoices) {
    const one = packed.get(invoice.number) ?? [];
    const render = await documentRenderer(logos, { pdf: summary.issued ? hasPdf(one) : pdf });
    const sent = await reportsAsSent(invoice, one, { render, warehouse });
    for (const [name, report] of sent) reports.set(name, report);
  }
  const isPdf = summary.issued ? hasPdf([...packed.values()].flat()) : pdf;
  for (const [name, report] of await monthReports({ invoices, summary }, { pdf: isPdf }))
    reports.set(name, report);
  return reports;
}

/** Renders the files over all documents of a month, by file name. */
export async function monthReports(
  { invoices, summary }: Pick<BilledMonth, 'invoices' | 'summary'>,
  { pdf }: { pdf: boolean },
): Promise<Map<string, ReportContent>> {
  const reports = new Map<string, ReportContent>([
    ['lines.csv', renderLinesCsv(invoices)],
    ['summary.json', renderSummaryJson(summary)],
    ['summary.csv', renderSummaryCsv(summary)],
    ['summary.html', renderSummaryHtml(summary)],
  ]);
  if (!pdf) return reports;
  const { renderSummaryPdf } = await import('../../reports/pdf/render-pdf.ts');
  return reports.set('summary.pdf', await renderSummaryPdf(summary));
}

/** Returns the stored reports of a document. Missing or altered ones are rendered again. */
async function reportsAsSent(
  invoice: InvoiceDocument,
  packed: readonly PackedReport[],
  { render, warehouse }: Pick<Effects, 'warehouse'> & { render: RenderReports },
): Promise<ReadonlyMap<string, ReportContent>> {
  const stored = unpackReports(packed);
  const intact = new Map(
    stored.filter(({ isIntact }) => isIntact).map(({ name, bytes }) => [name, bytes]),
  );
  const name = reportFileName(invoice.number);
  const isWhole = ['json', 'csv', 'html'].every((format) => intact.has(`${name}.${format}`));
  if (isWhole && hasPdf(stored) === intact.has(`${name}.pdf`)) return intact;
  const placed = invoice.ledger === undefined ? [] : [invoice.number];
  const roots = await documentsRootsOf(warehouse, placed);
  return new Map([...render(invoice, roots.get(invoice.number)), ...intact]);
}

/**
 * Writes a month's reports to `out/<month>/`, a preview's to `out/<month>/preview/`. Each file is
 * written aside and renamed, and only where its content changes.
 *
 * @returns The folder, relative to the workspace.
 * @throws {UserError} (exit 1) If they cannot be written; what was issued stays.
 */
export async function report(billed: BilledMonth, effects: Effects): Promise<string> {
  const countsOf = () => ({ documents: billed.invoices.length });
  try {
    return await effects.progress.step('report', () => writeMonth(billed, effects), countsOf);
  } catch (error) {
    throw notReported(billed, error);
  }
}

async function writeMonth(billed: BilledMonth, effects: Effects): Promise<string> {
  const { workspace } = effects;
  const { month, issued } = billed.summary;
  const folder = issued ? join(workspace.out, month) : join(workspace.out, month, 'preview');
  await mkdir(folder, { recursive: true });
  const reports = await reportsOf(billed, effects);
  await writeWholeFiles(folder, reports);
  await removeOutdated(folder, issued, reports);
  return relative(workspace.root, folder).split(sep).join('/');
}

/**
 * Writes single reports to `out/<month>/`, or to a folder of the user's, beside what is there.
 *
 * @returns Their paths, relative to the workspace or below that folder.
 * @throws {UserError} (exit 1) If the folder cannot be written.
 */
export async function writeReports(
  month: string,
  reports: ReadonlyMap<string, ReportContent>,
  { workspace }: Pick<Effects, 'workspace'>,
  out?: string,
): Promise<string[]> {
  const folder = out ?? join(workspace.out, month);
  const shown = out ?? `out/${month}`;
  try {
    mkdirSync(folder, { recursive: true });
    await writeWholeFiles(folder, reports);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(
      `The reports cannot be written to ${shown} (${code}).\nName a folder that can be written with --out DIR.`,
      exitCodes.failed,
      { cause: error },
    );
  }
  return [...reports.keys()].map((name) => `${shown}/${name}`);
}

/** Removes what a killed run left half-written, and a preview after its month was issued. */
async function removeOutdated(
  folder: string,
  isIssued: boolean,
  reports: ReadonlyMap<string, ReportContent>,
): Promise<void> {
  for (const name of await readdir(folder)) {
    const isOutdated = isIssued ? name === 'preview' : !reports.has(name);
    if (isOutdated || isLeftAside(name)) await rm(join(folder, name), { recursive: true });
  }
}

/** Builds the error for a full disk or a read-only folder. It only delays the reports. */
function notReported({ summary, newNumbers }: BilledMonth, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const count = newNumbers.length;
  const stays = count === 1 ? 'invoice was issued and stays' : 'invoices were issued and stay';
  const issued = count === 0 ? '' : ` ${count} ${stays}.`;
  return new UserError(
    `The reports of ${summary.month} cannot be written to out/ (${code}).${issued}\nMake out/ writable, or free disk space, and run again to write the reports.`,
    exitCodes.failed,
    { cause: error },
  );
}
