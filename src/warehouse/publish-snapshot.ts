import { open, rename, rm } from 'node:fs/promises';
import { type Database, identifier, quoted } from '../engines/duckdb.ts';
import { relationNames, viewStatements } from '../engines/sql-files.ts';
import type { Customer } from '../workspace/accounts.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Tables of the warehouse that analysts see. */
const publishedTables = [
  'batches',
  'deliveries',
  'segments',
  'rejects',
  'refused_files',
  'daily_usage',
  'monthly_users',
  'usage_findings',
  'invoices',
  'invoice_lines',
  'voids',
  'audit',
  'findings',
  'summaries',
];

/**
 * Publishes what the warehouse holds as `analytics.duckdb`: built aside, closed, swapped by
 * rename. Whoever has the old one open keeps it.
 */
export async function publishSnapshot(
  database: Database,
  workspace: Workspace,
  customers: readonly Customer[],
): Promise<void> {
  const aside = `${workspace.analytics}.new`;
  await rm(aside, { force: true });
  await rm(`${aside}.wal`, { force: true });
  await database.run(`attach ${quoted(aside)} as published`);
  try {
    const marts = relationNames('marts');
    for (const statement of viewStatements(marts, [])) await database.run(statement);
    for (const name of [...publishedTables, ...marts]) {
      await database.run(`create table published.${identifier(name)} as from ${identifier(name)}`);
    }
    await insertCustomers(database, customers);
    await database.run('checkpoint published');
  } finally {
    await database.run('detach published');
  }
  const handle = await open(aside, 'r');
  await handle.sync();
  await handle.close();
  await rename(aside, workspace.analytics);
}

async function insertCustomers(database: Database, customers: readonly Customer[]): Promise<void> {
  await database.run(`create table published.apps (
    app_id varchar, app_name varchar, customer_id varchar, customer_name varchar, price_list varchar)`);
  for (const customer of customers) {
    for (const app of customer.apps) {
      await database.run(
        'insert into published.apps values ($app_id, $app_name, $customer_id, $customer_name, $price_list)',
        {
          app_id: app.appId,
          app_name: app.appName,
          customer_id: customer.customerId,
          customer_name: customer.name,
          price_list: customer.priceList,
        },
      );
    }
  }
}
