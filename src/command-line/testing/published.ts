import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { silentProgress } from '../../base/progress.ts';
import { Database } from '../../duckdb/duckdb.ts';
import { publishSnapshot } from '../../snapshot/publish/publish-snapshot.ts';
import { createTables } from '../../warehouse/schema.ts';
import { noTerms } from '../../workspace/known-terms.ts';
import { workspaceAt } from '../../workspace/workspace.ts';
import type { Output } from '../print/output.ts';

/** A workspace with a published snapshot, and the output of commands. */
export interface Published {
  folder: string;
  output: Output;
  /** Returns the texts of stdout and stderr since its last call. */
  written(): { stdout: string; stderr: string };
  remove(): Promise<void>;
}

/** @param fill Adds rows to the warehouse's tables before they are published. */
export async function publish(fill: (warehouse: Database) => Promise<void>): Promise<Published> {
  const folder = await mkdtemp(join(tmpdir(), 'imbill-published-'));
  const workspace = workspaceAt(folder);
  await mkdir(dirname(workspace.analytics), { recursive: true });
  await writeFile(workspace.settings, 'sources: {}\n');
  const warehouse = await Database.open();
  await createTables(warehouse);
  await fill(warehouse);
  const acme = {
    customerId: 'acme',
    name: '云端',
    priceList: 'tencent-im',
    apps: [{ appId: '007', appName: 'Chat' }],
  };
  await publishSnapshot(warehouse, workspace, { ...noTerms, customers: [acme] });
  warehouse.close();
  const stdout: string[] = [];
  const stderr: string[] = [];
  return {
    folder,
    output: {
      result: (text) => void stdout.push(String(text)),
      say: (text) => void stderr.push(text),
      progress: silentProgress,
    },
    written() {
      return { stdout: stdout.splice(0).join(''), stderr: stderr.splice(0).join('') };
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
