import { UserError } from '../../base/errors.ts';
import { readAnswer, type SqlAnswer } from '../results/sql-answer.ts';
import type { SqlSandbox } from '../sandbox/sql-sandbox.ts';
import type { SavedPage } from './saved-page.ts';

/** Answer to the query of a page: its first rows, or why there are none. */
export type PageAnswer = SqlAnswer | { problem: string };

/** Values that someone chose for the parameters of a page. */
export interface PageChoice {
  /** Texts by name. A name that the query does not have is ignored. */
  given?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/** Returns the values of a page's parameters: the chosen ones, and the defaults of the others. */
export function valuesOf(
  { parameters }: SavedPage,
  { given = {} }: PageChoice,
): Record<string, string> {
  return Object.fromEntries(
    parameters.map(({ name, value }) => [name, Object.hasOwn(given, name) ? given[name]! : value]),
  );
}

/** Runs the query of a page in the sandbox. A wrong query, or one that meets a limit, is a problem on the page. */
export async function answerPage(
  sandbox: SqlSandbox,
  page: SavedPage,
  choice: PageChoice = {},
): Promise<PageAnswer> {
  try {
    const parameters = valuesOf(page, choice);
    return await readAnswer(await sandbox.query(page.sql, { parameters, signal: choice.signal }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: pageProblem(page, error) };
  }
}

/** Names file and line before a message of the sandbox. */
export function pageProblem({ path }: SavedPage, { message }: UserError): string {
  const [, line] = /\bLINE (\d+):/.exec(message) ?? [];
  return `${path}${line === undefined ? '' : `, line ${line}`}: ${message}`;
}
