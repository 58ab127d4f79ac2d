import { rowProblem, type TableRow } from './read-table.ts';

/** Access to the cells of one row, and to the list of what is wrong with them. */
export interface RowReader {
  /** Returns a cell; empty without the column. */
  text(column: string): string;
  /** Reports a problem with a cell. */
  refuse(column: string, problem: string, accepted: string): void;
}

/**
 * Makes the reader of one row.
 *
 * @param name Workspace-relative path, for messages.
 * @param problems Gets each reported problem.
 */
export function rowReader({ line, values }: TableRow, name: string, problems: string[]): RowReader {
  const text = (column: string) => values[column] ?? '';
  return {
    text,
    refuse: (column, problem, accepted) =>
      problems.push(rowProblem(name, line, column, text(column), problem, accepted)),
  };
}

/** Refuses a row whose app belongs to no customer; without `apps` nobody knows. */
export function refuseUnknownApp(
  { text, refuse }: RowReader,
  apps: ReadonlySet<string> | undefined,
): void {
  if (apps !== undefined && !apps.has(text('app_id')))
    refuse('app_id', 'an app without a customer', 'an app_id of accounts/customers.csv');
}
