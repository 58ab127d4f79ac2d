import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../../base/sha256.ts';
import { sync } from '../../base/whole-files.ts';
import { type Database, identifier, quoted } from '../../duckdb/duckdb.ts';
import { currentSql } from '../../duckdb/sql-files.ts';
import type { KnownTerms } from '../../workspace/known-terms.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Statement } from './insert-rows.ts';
import { withEmptyLake } from './lake-view.ts';
import { planSnapshot, type SnapshotPlan } from './plan.ts';
import { isPublished, notePublished, snapshotInputs } from './published-note.ts';

/** Views of the analysts. */
export interface OwnViews<Problem> {
  /**
   * Everything that decides them; absent if it is not known, and then the snapshot is always built.
   */
  madeFrom?: unknown;
  /**
   * Adds them to the file before it gets its name.
   *
   * @returns Views that were left out.
   */
  add: (file: string) => Promise<Problem[]>;
}

/**
 * Publishes the warehouse as `analytics.duckdb`. The file is built under another name and renamed, so
 * whoever has the old one open keeps it. A snapshot of the same content stays, unless views were left
 * out. Files of a killed job are removed first.
 *
 * @returns Views of the analysts that were left out.
 */
export async function publishSnapshot<Problem>(
  database: Database,
  workspace: Workspace,
  terms: KnownTerms,
  own: OwnViews<Problem> = { madeFrom: [], add: async () => [] },
  sql = currentSql(),
): Promise<Problem[]> {
  const aside = `${workspace.analytics}.new`;
  await removeAside(aside);
  const plan = await planSnapshot(workspace, terms, sql);
  for (const statement of plan.marts) await database.run(statement);
  const inputs =
    own.madeFrom === undefined ? undefined : await snapshotInputs(database, plan, own.madeFrom);
  if (inputs !== undefined && (await isPublished(workspace, inputs))) return [];
  await build(database, aside, plan, workspace);
  const problems = await own.add(aside);
  await sync(aside);
  const snapshot = await sha256OfFile(aside);
  await rename(aside, workspace.analytics);
  if (inputs !== undefined && problems.length === 0)
    await notePublished(workspace, { inputs, snapshot });
  return problems;
}

async function build(
  database: Database,
  aside: string,
  plan: SnapshotPlan,
  workspace: Workspace,
): Promise<void> {
  await database.run(`attach ${quoted(aside)} as published`);
  try {
    await database.transaction(async () => {
      for (const [name, sql] of plan.copies)
        await database.run(`create table published.${identifier(name)} as ${sql}`);
    });
    await within(database, 'published', () =>
      database.transaction(async () => {
        await runAll(database, plan.tables);
        await withEmptyLake(database, join(workspace.scratch, 'lake'), () =>
          runAll(database, plan.views),
        );
        await runAll(database, [plan.comments]);
      }),
    );
    await database.run('checkpoint published');
  } catch (error) {
    await database.run('detach published');
    await removeAside(aside);
    throw error;
  }
  await database.run('detach published');
}

async function runAll(database: Database, statements: readonly Statement[]): Promise<void> {
  for (const { sql, parameters } of statements) await database.run(sql, parameters);
}

/** Runs `work` with `name` as the current database. */
async function within(database: Database, name: string, work: () => Promise<void>): Promise<void> {
  const { home } = await database.one<{ home: string }>('select current_database() as home');
  await database.run(`use ${identifier(name)}`);
  try {
    await work();
  } finally {
    await database.run(`use ${identifier(home)}`);
  }
}

async function removeAside(aside: string): Promise<void> {
  await rm(aside, { force: true });
  await rm(`${aside}.wal`, { force: true });
}
