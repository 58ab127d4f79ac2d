import { Database, type Row } from '../duckdb/duckdb.ts';
import { workspaceAt } from '../workspace/workspace.ts';

/** Opens a workspace's published snapshot like any client. */
export function openSnapshot(folder: string): Promise<Database> {
  return Database.open({ path: workspaceAt(folder).analytics, readOnly: true, threads: 1 });
}

/** Reads rows of the published snapshot, each as the list of its values. */
export async function snapshotRows(folder: string, sql: string): Promise<unknown[][]> {
  const snapshot = await openSnapshot(folder);
  try {
    const rows = await snapshot.rows<Row>(sql);
    return rows.map((row) => Object.values(row));
  } finally {
    snapshot.close();
  }
}
