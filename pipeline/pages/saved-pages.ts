import { queryCsvFile } from '../../reports/web/page-context.ts';
import {
  type AnsweredPage,
  renderQueriesPage,
  renderQueryPage,
} from '../../reports/web/query-page.ts';
import {
  answerPage,
  type PageChoice,
  pageProblem,
  valuesOf,
} from '../../src/analyst/pages/answer-page.ts';
import { type FoundPages, readSavedPages } from '../../src/analyst/pages/read-saved-pages.ts';
import type { SavedPage } from '../../src/analyst/pages/saved-page.ts';
import { spreadsheetCsvFormat } from '../../src/analyst/results/spreadsheet-csv.ts';
import type { SqlSandbox } from '../../src/analyst/sandbox/sql-sandbox.ts';
import { UserError } from '../../src/base/errors.ts';
import { readSettings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import type { RenderPage } from './page-at.ts';

/** Lends a sandbox to `work`, which must read its results to the end. */
export type UseSandbox = <T>(work: (sandbox: SqlSandbox) => Promise<T>) => Promise<T>;

/** Queries that the workspace shows as pages. The files are read for each answer. */
export class SavedPages {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Returns the pages; undefined if imbill.yaml names none, or cannot be read. */
  async find(): Promise<FoundPages | undefined> {
    const settings = await readSettings(this.#workspace.settings).catch(() => undefined);
    if (settings?.pages === undefined) return undefined;
    return readSavedPages(this.#workspace.root, settings.pages);
  }
}

/** Returns the list of the saved queries as a page. */
export function queriesPage(found: FoundPages): RenderPage {
  return (page) => renderQueriesPage(found, page);
}

/** Runs a saved query and returns its page. */
export async function queryPage(
  query: SavedPage,
  use: UseSandbox,
  choice: PageChoice = {},
): Promise<RenderPage> {
  const answer = await use((sandbox) => answerPage(sandbox, query, choice));
  const answered: AnsweredPage = { query, values: valuesOf(query, choice), answer };
  return (page) => renderQueryPage(answered, page);
}

/** Returns the page whose CSV has a file name; undefined if there is none. */
export function pageOfCsv({ pages }: FoundPages, file: string): SavedPage | undefined {
  return pages.find(({ name }) => queryCsvFile(name) === file);
}

/**
 * Runs a saved query and hands over its CSV piece by piece.
 *
 * @throws {UserError} If the query is wrong or meets a limit, with the file and the line.
 */
export async function writeQueryCsv(
  query: SavedPage,
  use: UseSandbox,
  write: (piece: string | Uint8Array) => Promise<void>,
  choice: PageChoice = {},
): Promise<void> {
  await use(async (sandbox) => {
    try {
      const { columns, chunks } = await sandbox.query(query.sql, {
        parameters: valuesOf(query, choice),
        signal: choice.signal,
      });
      const csv = spreadsheetCsvFormat({ isMarked: true });
      await write(csv.begin(columns));
      for await (const chunk of chunks) await write(csv.rows(chunk));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(pageProblem(query, error), error.exitCode, { cause: error });
    }
  });
}
