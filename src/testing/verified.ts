import { verify } from '../../pipeline/prove/verify.ts';
import { silentProgress } from '../base/progress.ts';
import { Database } from '../duckdb/duckdb.ts';
import { currentSql } from '../duckdb/sql-files.ts';
import type { Verification, VerifyOptions } from '../jobs/verify.ts';
import { readWarehouse } from '../warehouse/read-warehouse.ts';
import { workspaceAt } from '../workspace/workspace.ts';

/** Verifies a workspace in this process. */
export function verifyWorkspace(
  folder: string,
  options: Partial<VerifyOptions> = {},
): Promise<Verification> {
  const workspace = workspaceAt(folder);
  return readWarehouse(workspace, (warehouse) =>
    verify(
      { isQuick: false, ...options },
      {
        workspace,
        warehouse,
        sql: currentSql(),
        threads: 1,
        memoryMegabytes: 600,
        progress: silentProgress,
      },
    ),
  );
}

/** Lists the differences that a verification finds: `where, key: expected … found … [check]`. */
export async function differencesIn(
  folder: string,
  options: Partial<VerifyOptions> = {},
): Promise<string[]> {
  const { differences } = await verifyWorkspace(folder, options);
  return differences.map(
    ({ check, where, key, expected, found }) =>
      `[${check}] ${where}, ${key}: ${expected} → ${found}`,
  );
}

/** Changes a warehouse with plain DuckDB, like an attacker. */
export async function tamper(folder: string, sql: string): Promise<void> {
  const database = await Database.open({ path: workspaceAt(folder).warehouse });
  try {
    await database.run(sql);
  } finally {
    database.close();
  }
}
