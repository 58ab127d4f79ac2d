import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { sha256Of, sha256OfFile } from '../../base/sha256.ts';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { SnapshotPlan } from './plan.ts';

/**
 * Calculates the SHA-256 of everything that decides a snapshot: its statements, the copied rows, and
 * the DuckDB version.
 *
 * @param others Further values that decide it.
 */
export async function snapshotInputs(
  database: Database,
  { copies, ...statements }: SnapshotPlan,
  others: unknown,
): Promise<string> {
  const queries = [...copies];
  const contents = await database.rows(queries.map(contentQuery).join('\nunion all\n'));
  const rows = contents.map(({ name, rows, sum, mixed }) => [name, `${rows} ${sum} ${mixed}`]);
  const { version } = await database.one('select version() as version');
  const inputs = { statements, queries, rows: rows.sort(), duckdb: version, others };
  return sha256Of(JSON.stringify(inputs));
}

/**
 * Returns a query of two 64-bit hashes of all rows, in any order. Equal rows in an even number only
 * show in the sum.
 */
function contentQuery([name, sql]: readonly [string, string]): string {
  return `select ${quoted(name)} as name, cast(count(*) as varchar) as rows,
    cast(sum(hash(copied)) as varchar) as sum, cast(bit_xor(hash(copied, 1)) as varchar) as mixed
  from (${sql}) as copied`;
}

/** Tells if the snapshot was built from `inputs` and is unchanged. */
export async function isPublished(workspace: Workspace, inputs: string): Promise<boolean> {
  try {
    const note = JSON.parse(await readFile(workspace.publishedNote, 'utf8'));
    if (note.inputs !== inputs || existsSync(`${workspace.analytics}.wal`)) return false;
    return note.snapshot === (await sha256OfFile(workspace.analytics));
  } catch {
    return false;
  }
}

/** Records what the snapshot was built from. Without this note it is built again. */
export async function notePublished(
  workspace: Workspace,
  note: { inputs: string; snapshot: string },
): Promise<void> {
  await writeFile(workspace.publishedNote, `${JSON.stringify(note)}\n`).catch(() => undefined);
}
