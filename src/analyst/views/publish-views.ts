import { realpath } from 'node:fs/promises';
import { type Database, identifier, quoted } from '../../duckdb/duckdb.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { lakeFolders } from '../sandbox/lake-folders.ts';
import { openLocked } from '../sandbox/locked-database.ts';
import type { EngineSettings } from '../sandbox/protocol.ts';
import { viewStatement } from './check-views.ts';
import { type CheckOptions, checkedModels } from './find-fit-views.ts';
import { leadingComment } from './leading-comment.ts';
import { type Model, type ModelProblem, problemOf } from './view.ts';
import { readModels } from './read-views.ts';

/**
 * Adds the analyst's own queries to a snapshot that nobody has open yet, as views; what is no view
 * is in its table `model_problems`. Never fails: a snapshot without them is better than none.
 *
 * @param file The snapshot.
 * @param globs Relative to the workspace.
 * @returns What was left out, by path.
 */
export async function publishModels(
  file: string,
  workspace: Workspace,
  globs: readonly string[],
  options: CheckOptions = {},
): Promise<ModelProblem[]> {
  if (globs.length === 0) return [];
  try {
    return await addModels(file, workspace, globs, options);
  } catch (error) {
    const { message } = error as Error;
    return [problemOf('imbill.yaml', `The views of models: were not made: ${message}`)];
  }
}

async function addModels(
  file: string,
  workspace: Workspace,
  globs: readonly string[],
  options: CheckOptions,
): Promise<ModelProblem[]> {
  const found = await readModels(workspace.root, globs);
  const settings = await engineSettings(file, workspace);
  const checked =
    found.models.length === 0
      ? { fit: [], problems: [] }
      : await checkedModels(settings, found.models, options);
  const problems = [...found.problems, ...checked.problems];
  if (checked.fit.length + problems.length === 0) return [];
  const database = await openLocked({ ...settings, isWritable: true });
  try {
    for (const model of checked.fit) problems.push(...(await createView(database, model)));
    problems.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
    await keepProblems(database, problems);
    await database.run('checkpoint published');
  } finally {
    database.close();
  }
  return problems;
}

async function engineSettings(file: string, workspace: Workspace): Promise<EngineSettings> {
  return {
    snapshot: await realpath(file),
    workspace: workspace.root,
    lake: await lakeFolders(workspace),
    memoryMegabytes: 512,
    threads: 1,
  };
}

async function createView(database: Database, model: Model): Promise<ModelProblem[]> {
  try {
    await database.run(viewStatement(model));
    const comment = leadingComment(model.text);
    if (comment !== '') {
      await database.run(`comment on view ${identifier(model.name)} is ${quoted(comment)}`);
    }
    return [];
  } catch (error) {
    return [problemOf(model.path, (error as Error).message)];
  }
}

async function keepProblems(database: Database, problems: readonly ModelProblem[]): Promise<void> {
  for (const { path, line, column, message } of problems) {
    await database.run(
      `insert into model_problems values ($path, cast(${line} as integer), cast(${column} as integer), $message)`,
      { path, message },
    );
  }
}
