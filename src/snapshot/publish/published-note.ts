import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { sha256Of, sha256OfFile } from '../../base/sha256.ts';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { SnapshotPlan } from './plan.ts';

/**
 * SHA-256 of all that a snapshot is made from: what is run to make it, the rows that are copied, and
 * DuckDB, which writes it.
 *
 * @param others Whatever else it is made from.
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

/** Twice 64 bits of all rows, whatever their order; an even number of equal rows is in the sum. */
function contentQuery([name, sql]: readonly [string, string]): string {
  return `select ${quoted(name)} as name, cast(count(*) as varchar) as rows,
    cast(sum(hash(copied)) as varchar) as sum, cast(bit_xor(hash(copied, 1)) as varchar) as mixed
  from (${sql}) as copied`;
}

/** Whether the snapshot that lies there was made from `inputs`, and is as it was written. */
export async function isPublished(workspace: Workspace, inputs: string): Promise<boolean> {
  try {
    const note = JSON.parse(await readFile(workspace.publishedNote, 'utf8'));
    if (note.inputs !== inputs || existsSync(`${workspace.analytics}.wal`)) return false;
    return note.snapshot === (await sha256OfFile(workspace.analytics));
  } catch {
    return false;
  }
}

/** Notes what the snapshot that lies there was made from; one that cannot be noted is made anew. */
export async function notePublished(
  workspace: Workspace,
  note: { inputs: string; snapshot: string },
): Promise<void> {
  await writeFile(workspace.publishedNote, `${JSON.stringify(note)}\n`).catch(() => undefined);
}
