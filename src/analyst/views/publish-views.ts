import { realpath } from 'node:fs/promises';
import { type Database, identifier, quoted } from '../../duckdb/duckdb.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { lakeFolders } from '../sandbox/lake-folders.ts';
import { openLocked } from '../sandbox/locked-database.ts';
import type { SandboxSettings } from '../sandbox/protocol.ts';
import { viewStatement } from './check-views.ts';
import { type CheckOptions, findFitViews } from './find-fit-views.ts';
import { leadingComment } from './leading-comment.ts';
import { readViews } from './read-views.ts';
import { problemOf, type View, type ViewProblem } from './view.ts';

/**
 * Adds the analysts' queries as views to a snapshot that is not published yet. Queries that cannot be views are in its
 * table `model_problems`. Never throws: a snapshot without views is better than none.
 *
 * @param file The snapshot.
 * @param globs Globs relative to the workspace.
 * @returns Files that were left out, by path.
 */
export async function publishViews(
  file: string,
  workspace: Workspace,
  globs: readonly string[],
  options: CheckOptions = {},
): Promise<ViewProblem[]> {
  if (globs.length === 0) return [];
  try {
    return await addViews(file, workspace, globs, options);
  } catch (error) {
    const { message } = error as Error;
    return [problemOf('imbill.yaml', `The views of models: were not created: ${message}`)];
  }
}

async function addViews(
  file: string,
  workspace: Workspace,
  globs: readonly string[],
  options: CheckOptions,
): Promise<ViewProblem[]> {
  const found = await readViews(workspace.root, globs);
  const settings = await sandboxSettings(file, workspace);
  const checked =
    found.views.length === 0
      ? { fit: [], problems: [] }
      : await findFitViews(settings, found.views, options);
  const problems = [...found.problems, ...checked.problems];
  if (checked.fit.length + problems.length === 0) return [];
  const database = await openLocked({ ...settings, isWritable: true });
  try {
    for (const view of checked.fit) problems.push(...(await createView(database, view)));
    problems.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
    await keepProblems(database, problems);
    await database.run('checkpoint published');
  } finally {
    database.close();
  }
  return problems;
}

async function sandboxSettings(file: string, workspace: Workspace): Promise<SandboxSettings> {
  return {
    snapshot: await realpath(file),
    workspace: workspace.root,
    lake: await lakeFolders(workspace),
    memoryMegabytes: 512,
    threads: 1,
  };
}

async function createView(database: Database, view: View): Promise<ViewProblem[]> {
  try {
    await database.run(viewStatement(view));
    const comment = leadingComment(view.text);
    if (comment !== '') {
      await database.run(`comment on view ${identifier(view.name)} is ${quoted(comment)}`);
    }
    return [];
  } catch (error) {
    return [problemOf(view.path, (error as Error).message)];
  }
}

async function keepProblems(database: Database, problems: readonly ViewProblem[]): Promise<void> {
  for (const { path, line, column, message } of problems) {
    await database.run(
      `insert into model_problems values ($path, cast(${line} as integer), cast(${column} as integer), $message)`,
      { path, message },
    );
  }
}
