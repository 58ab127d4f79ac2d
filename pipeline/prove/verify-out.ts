import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of, sha256OfFile } from '../../src/base/sha256.ts';
import { isLeftAside } from '../../src/base/whole-files.ts';
import type { Content } from '../../src/billing/billing-facts.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { Verification } from '../../src/jobs/verify.ts';
import { comparison, type Difference } from '../../src/ledger/difference.ts';
import { issuedDocuments, issuedSummary } from '../../src/ledger/ledger.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { imbillVersion } from '../effects/provenance.ts';
import { hasPdf } from '../issue/render-document.ts';
import { monthReports } from '../report/report.ts';

/** Files found, missing and unknown in `out/`. */
export type VerifiedOut = Pick<Verification, 'out_files' | 'out_missing' | 'out_unknown'>;

/** A file of `out/` and the hash that it must have. */
interface ExpectedFile {
  month: string;
  name: string;
  sha256: string;
}

/**
 * Compares `out/<month>/` with the ledger: every report of the documents must be there with its hash. A
 * missing folder of a month is no damage, as all reports can be regenerated; it is reported, and so are
 * unknown files.
 *
 * @param numbers Documents whose reports are compared.
 * @param isOfMonths True if these are all documents of their months. Then summaries are compared, too.
 */
export async function verifyOut(
  numbers: readonly string[],
  { isOfMonths }: { isOfMonths: boolean },
  effects: ReadEffects,
  differences: Difference[],
): Promise<VerifiedOut> {
  const found: VerifiedOut = { out_files: 0, out_missing: [], out_unknown: [] };
  const byMonth = new Map<string, ExpectedFile[]>();
  for (const one of await expectedFiles(numbers, effects))
    byMonth.set(one.month, [...(byMonth.get(one.month) ?? []), one]);
  for (const [month, files] of byMonth) {
    const entries = await entriesOf(join(effects.workspace.out, month));
    if (entries === undefined) {
      found.out_missing.push(`out/${month}`);
      continue;
    }
    const ofMonth = isOfMonths
      ? await filesOfMonth(month, entries, effects, { pdf: hasPdf(files) })
      : [];
    const expected = [...files, ...ofMonth];
    for (const file of expected) await compareFile(file, entries, effects, differences);
    found.out_files += expected.length;
    if (isOfMonths) found.out_unknown.push(...unknownAmong(month, entries, files));
  }
  return found;
}

/** Reads the issued files of documents. */
function expectedFiles(
  numbers: readonly string[],
  { warehouse }: ReadEffects,
): Promise<(ExpectedFile & { [column: string]: string })[]> {
  return warehouse.rows(queryText('ledger/report_files'), { numbers: JSON.stringify(numbers) });
}

async function entriesOf(folder: string): Promise<Map<string, Dirent> | undefined> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return new Map(entries.map((entry) => [entry.name, entry]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const namesOfMonth = ['lines.csv', 'summary.json', 'summary.csv', 'summary.html', 'summary.pdf'];

/**
 * Returns the files over all documents of a month, if this version issued its last document. They are
 * not stored, and another version may render them differently. A folder that `regenerate` wrote has
 * none of them.
 */
async function filesOfMonth(
  month: string,
  entries: ReadonlyMap<string, Dirent>,
  { warehouse }: ReadEffects,
  { pdf }: { pdf: boolean },
): Promise<ExpectedFile[]> {
  if (!namesOfMonth.some((name) => entries.has(name))) return [];
  const [last] = await warehouse.rows<{ content: string | null }>(
    `select content from invoices left join facts on facts.sha256 = content_sha256
     where month = $month order by position desc limit 1`,
    { month },
  );
  if (versionIn(last?.content) !== imbillVersion()) return [];
  try {
    const summary = await issuedSummary(warehouse, month);
    if (summary === undefined) return [];
    const invoices = await issuedDocuments(warehouse, month);
    const reports = await monthReports({ invoices, summary }, { pdf });
    return [...reports].map(([name, text]) => ({ month, name, sha256: sha256Of(text) }));
  } catch {
    // What cannot be rendered is damaged, which other checks name.
    return [];
  }
}

function versionIn(content: string | null | undefined): string | undefined {
  try {
    return (JSON.parse(content ?? '') as Content).versions.imbill;
  } catch {
    return undefined;
  }
}

async function compareFile(
  { month, name, sha256 }: ExpectedFile,
  entries: ReadonlyMap<string, Dirent>,
  { workspace }: ReadEffects,
  differences: Difference[],
): Promise<void> {
  const compare = comparison('out', `out/${month}/${name}`, differences);
  if (!entries.has(name)) {
    compare('', 'the file as it was issued', undefined);
    return;
  }
  const found = await sha256OfFile(join(workspace.out, month, name)).catch(
    ({ code }: NodeJS.ErrnoException) => `a file that cannot be read (${code})`,
  );
  compare('SHA-256', sha256, found);
}

function unknownAmong(
  month: string,
  entries: ReadonlyMap<string, Dirent>,
  files: readonly ExpectedFile[],
): string[] {
  const known = new Set([...files.map(({ name }) => name), ...namesOfMonth, 'preview']);
  return [...entries.keys()]
    .filter((name) => !known.has(name) && !isLeftAside(name))
    .toSorted()
    .map((name) => `out/${month}/${name}`);
}
