import { open, rename, rm } from 'node:fs/promises';
import { type Database, identifier, quoted } from '../engines/duckdb.ts';
import type { KnownTerms } from '../workspace/known-terms.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { createAccountTables } from './snapshot/account-tables.ts';
import { commentAll } from './snapshot/comments.ts';
import { createPriceTable } from './snapshot/price-table.ts';
import { copyTables, createRelations } from './snapshot/relations.ts';
import { createServiceTables } from './snapshot/service-tables.ts';

/**
 * Publishes what the warehouse holds as `analytics.duckdb`: built aside, closed, swapped by
 * rename. Whoever has the old one open keeps it; what a killed job left is removed first.
 *
 * @param addViews Adds the analysts' own views to the file, before it is swapped.
 * @returns What `addViews` gave.
 */
export async function publishSnapshot<T>(
  database: Database,
  workspace: Workspace,
  terms: KnownTerms,
  addViews?: (file: string) => Promise<T>,
): Promise<T | undefined> {
  const aside = `${workspace.analytics}.new`;
  await removeAside(aside);
  await database.run(`attach ${quoted(aside)} as published`);
  try {
    await database.transaction(() => copyTables(database));
    await within(database, 'published', () =>
      database.transaction(async () => {
        await createAccountTables(database, terms);
        await createServiceTables(database, terms);
        await createPriceTable(database, terms);
        await createRelations(database, workspace);
        await database.run(modelProblemsTable);
        await commentAll(database);
      }),
    );
    await database.run('checkpoint published');
  } catch (error) {
    await database.run('detach published');
    await removeAside(aside);
    throw error;
  }
  await database.run('detach published');
  const added = await addViews?.(aside);
  await sync(aside);
  await rename(aside, workspace.analytics);
  return added;
}

/** Which of the analysts' own files are no view here; `addViews` fills it. */
const modelProblemsTable = `create table model_problems (
  path varchar, line_number integer, column_number integer, message varchar)`;

/** Runs `work` where names without a database are of `name`. */
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

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
