import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { parquetRowsAt } from '../../duckdb/file-rows.ts';
import { kindTable, type SourceKind, sourceKinds } from '../../metrics/source-kinds.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** Folder of the lake, below the workspace's. */
const lakeFolder = '.imbill/lake';

/**
 * SQL of the path of a source's segments: below the folder that the variable `workspace` names, or
 * where that is not set, below the workspace as it was when it was published. A folder's `[`, `*`
 * and `?` are its own.
 */
function lakePath({ root }: Workspace, source: SourceKind): string {
  return `regexp_replace(coalesce(getvariable('workspace'), ${quoted(root)}), '([*?\\[])', '[\\1]', 'g') || '/${lakeFolder}/${source}/*/*.parquet'`;
}

/** SQL of all segments of a source, with their `filename`. */
export function lakeRows(workspace: Workspace, source: SourceKind): string {
  return `${parquetRowsAt(lakePath(workspace, source), 'filename = true')} as lake_${source}`;
}

/** The same where there is no segment: no file, so no row. */
export function noLakeRows(source: SourceKind): string {
  return `(${emptySelect({ ...kindTable[source].stored, filename: 'varchar' })}) as lake_${source}`;
}

/**
 * Runs `work` while `lakeRows` is of a lake that has one empty segment a source: DuckDB looks into a
 * file to make a view, and a file of the lake that is damaged must not stop it.
 *
 * @param folder To be made, and removed again.
 */
export async function withEmptyLake(
  database: Database,
  folder: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    for (const source of sourceKinds) {
      const day = join(folder, lakeFolder, source, '2000-01-01');
      await mkdir(day, { recursive: true });
      await database.run(
        `copy (${emptySelect(kindTable[source].stored)}) to ${quoted(join(day, 'empty.parquet'))} (format parquet)`,
      );
    }
    await database.run(`set variable workspace = ${quoted(folder)}`);
    await work();
  } finally {
    await database.run('reset variable workspace');
    await rm(folder, { recursive: true, force: true });
  }
}

function emptySelect(columns: Readonly<Record<string, string>>): string {
  const typed = Object.entries(columns).map(([name, type]) => `cast(null as ${type}) as ${name}`);
  return `select ${typed.join(', ')} where false`;
}
