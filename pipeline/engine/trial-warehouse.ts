import { mkdir } from 'node:fs/promises';
import { silentProgress } from '../../src/base/progress.ts';
import { Database } from '../../src/duckdb/duckdb.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { createTables } from '../../src/warehouse/schema.ts';
import { readSettings } from '../../src/workspace/settings.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import type { Effects } from '../effects/effects.ts';

const memoryMegabytes = 512;

/** Runs `work` on a generated workspace, with a warehouse in memory that only this check sees. */
export async function withTrialWarehouse<T>(
  workspace: Workspace,
  work: (effects: Effects) => Promise<T>,
): Promise<T> {
  await mkdir(workspace.scratch, { recursive: true });
  const warehouse = await Database.open({ threads: 1 });
  try {
    await createTables(warehouse);
    return await work({
      workspace,
      settings: { ...(await readSettings(workspace.settings)), maxFutureHours: null },
      warehouse,
      sql: currentSql(),
      threads: 1,
      memoryMegabytes,
      progress: silentProgress,
      now: Date.now,
    });
  } finally {
    warehouse.close();
  }
}
