import { join, relative, resolve, sep } from 'node:path';
import { renderAppPage } from '../../reports/web/app-page.ts';
import { hasAppPages, renderCustomerPage } from '../../reports/web/customer-page.ts';
import type { FoundPages } from '../../src/analyst/pages/read-saved-pages.ts';
import { defaultMemoryMegabytes, defaultTimeoutSeconds } from '../../src/analyst/sandbox/limits.ts';
import { SqlSandbox } from '../../src/analyst/sandbox/sql-sandbox.ts';
import { UserError } from '../../src/base/errors.ts';
import type { ProgressTask } from '../../src/base/progress.ts';
import type { JobContext } from '../../src/jobs/job-context.ts';
import type { WrittenPages } from '../../src/jobs/pages.ts';
import { customerDetail } from '../../src/snapshot/read/customer-detail.ts';
import { documentNumbers, documentText } from '../../src/snapshot/read/customer-documents.ts';
import { readKnownCustomers } from '../../src/snapshot/read/known-customers.ts';
import { otherVersion } from '../../src/snapshot/read/other-version.ts';
import { Snapshot } from '../../src/snapshot/read/snapshot.ts';
import { assertPublished } from '../../src/snapshot/read/with-snapshot.ts';
import { convertDocument } from './document-file.ts';
import { pageAt } from './page-at.ts';
import { PagesFolder } from './pages-folder.ts';
import { replaceFolder } from './replace-folder.ts';
import { queriesPage, queryPage, SavedPages, writeQueryCsv } from './saved-pages.ts';
import { setTodayOf } from './set-today.ts';

/**
 * Writes all pages into a folder that needs neither server nor network, and the documents as JSON
 * and CSV. Replaces an existing folder as a whole, at the end.
 *
 * @throws {UserError} (exit 2) If the folder is not a workspace, or holds other files; (exit 4) if
 *   nothing is published yet; (exit 1) if the folder cannot be written, or another version of imbill
 *   published the snapshot.
 */
export async function writePages(
  { out }: { out: string | undefined },
  {
    workspace,
    threads,
    progress,
    script,
    now = Date.now,
  }: JobContext & { now?(): number; script?: string | undefined },
): Promise<WrittenPages> {
  assertPublished(workspace);
  const folder = out === undefined ? join(workspace.out, 'pages') : resolve(out);
  const dir = out ?? relative(workspace.root, folder).split(sep).join('/');
  const snapshot = await Snapshot.open(workspace.analytics, { threads });
  try {
    await setTodayOf({ workspace, now })(snapshot);
    const months = await readKnownCustomers(snapshot);
    const queries = await new SavedPages(workspace).find();
    const task = progress.start('Writing pages', months.size);
    const counts = await replaceFolder(folder, dir, async (aside) => {
      const pages = new PagesFolder(aside, { hasQueries: queries !== undefined });
      await pages.writeFrame();
      await writeOverall(pages, snapshot, months);
      await writeMonths(pages, snapshot, months, task);
      if (queries !== undefined) await writeQueries(pages, queries, { workspace, threads, script });
      const documents = await writeDocuments(pages, snapshot);
      return { pages: pages.count, documents };
    });
    task.end();
    return { dir, ...counts };
  } catch (error) {
    throw (await otherVersion(snapshot.database, error)) ?? error;
  } finally {
    snapshot.close();
  }
}

async function writeOverall(
  pages: PagesFolder,
  snapshot: Snapshot,
  months: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  for (const page of ['home', 'history'] as const)
    await pages.write({ page }, await pageAt({ page }, snapshot));
  for (const customer of new Set([...months.values()].flat())) {
    const address = { page: 'customer-history', customer } as const;
    await pages.write(address, await pageAt(address, snapshot));
  }
}

async function writeMonths(
  pages: PagesFolder,
  snapshot: Snapshot,
  months: ReadonlyMap<string, readonly string[]>,
  task: ProgressTask,
): Promise<void> {
  for (const [month, customers] of months) {
    await pages.write({ page: 'month', month }, await pageAt({ page: 'month', month }, snapshot));
    for (const customer of customers) await writeCustomer(pages, snapshot, month, customer);
    task.advance(month);
  }
}

/** Writes a customer's page, and a page for each app if they are too many for one page. */
async function writeCustomer(
  pages: PagesFolder,
  snapshot: Snapshot,
  month: string,
  customer: string,
): Promise<void> {
  const detail = await customerDetail(snapshot, month, customer);
  if (detail === undefined) return;
  const address = { page: 'customer', month, customer } as const;
  await pages.write(address, (page) => renderCustomerPage(detail, page));
  if (!hasAppPages(detail)) return;
  for (const app of detail.apps)
    await pages.write({ ...address, page: 'app', app: app.appId }, (page) =>
      renderAppPage(detail, app, page),
    );
}

/** Writes the saved queries with the defaults of their parameters, and their rows as CSV. A wrong query has no CSV. */
async function writeQueries(
  pages: PagesFolder,
  found: FoundPages,
  {
    workspace,
    ...options
  }: Pick<JobContext, 'workspace' | 'threads'> & { script: string | undefined },
): Promise<void> {
  await pages.write({ page: 'queries' }, queriesPage(found));
  const sandbox = new SqlSandbox(workspace, {
    ...options,
    memoryMegabytes: defaultMemoryMegabytes(),
    timeoutSeconds: defaultTimeoutSeconds,
  });
  try {
    for (const query of found.pages) {
      const use = <T>(work: (one: SqlSandbox) => Promise<T>) => work(sandbox);
      await pages.write({ page: 'query', name: query.name }, await queryPage(query, use));
      const pieces: Uint8Array[] = [];
      const write = async (piece: string | Uint8Array) =>
        void pieces.push(Buffer.from(piece as string));
      await writeQueryCsv(query, use, write).then(
        () => pages.writeQueryCsv(query.name, Buffer.concat(pieces)),
        (error: unknown) => {
          if (!(error instanceof UserError)) throw error;
        },
      );
    }
  } finally {
    await sandbox.close();
  }
}

async function writeDocuments(pages: PagesFolder, snapshot: Snapshot): Promise<number> {
  const numbers = await documentNumbers(snapshot);
  for (const number of numbers) {
    const text = await documentText(snapshot, number);
    if (text === undefined) continue;
    for (const format of ['json', 'csv'] as const)
      await pages.writeDocument(number, format, convertDocument(text, format));
  }
  return numbers.length;
}
