import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { parquetRowsAt } from '../../duckdb/file-rows.ts';
import { kindTable, type SourceKind, sourceKinds } from '../../metrics/source-kinds.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** Folder of the lake in a workspace. */
const lakeFolder = '.imbill/lake';

/**
 * Returns SQL of the path pattern of a source's segments. The variable `workspace` names the workspace;
 * if it is not set, the path at publication is used. `[`, `*` and `?` in a folder's name stay literal.
 */
function lakePath({ root }: Workspace, source: SourceKind): string {
  return `regexp_replace(coalesce(getvariable('workspace'), ${quoted(root)}), '([*?\\[])', '[\\1]', 'g') || '/${lakeFolder}/${source}/*/*.parquet'`;
}

/** Returns SQL of all rows of a source's segments, with their `filename`. */
export function lakeRows(workspace: Workspace, source: SourceKind): string {
  return `${parquetRowsAt(lakePath(workspace, source), 'filename = true')} as lake_${source}`;
}

/** Returns SQL of no rows, for a source without segments. */
export function noLakeRows(source: SourceKind): string {
  return `(${emptySelect({ ...kindTable[source].stored, filename: 'varchar' })}) as lake_${source}`;
}

/**
 * Runs `work` with a lake of one empty segment a source. DuckDB looks into a file to create a view, and
 * a damaged file of the real lake must not stop it.
 *
 * @param folder Folder to create and remove.
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
