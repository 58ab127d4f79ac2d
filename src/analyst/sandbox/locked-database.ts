import { Database, quoted, quotedList } from '../../duckdb/duckdb.ts';
import { sourceKinds } from '../../metrics/source-kinds.ts';
import type { SandboxSettings } from './protocol.ts';

/**
 * Opens a connection that sees the published snapshot, read-only, and nothing else. It reads no file but the lake's,
 * loads no extension, and no setting can be changed back.
 *
 * DuckDB resolves links before it compares a path with the allowed ones.
 */
export async function openLocked(settings: SandboxSettings): Promise<Database> {
  const { snapshot, workspace, lake, writableFile, memoryMegabytes, threads } = settings;
  const database = await Database.open({ threads, memoryLimit: `${memoryMegabytes}MiB` });
  const statements = [
    `attach ${quoted(snapshot)} as published${settings.isWritable ? '' : ' (read_only)'}`,
    'use published',
    `set variable workspace = ${quoted(workspace)}`,
    `set allowed_directories = ${quotedList([...lake, ...foldersInViews(workspace)])}`,
    ...(writableFile === undefined ? [] : [`set allowed_paths = ${quotedList([writableFile])}`]),
    ...(settings.errorsAsJson ? ['set errors_as_json = true'] : []),
    'set enable_external_access = false',
    'set allow_community_extensions = false',
    'set lock_configuration = true',
  ];
  for (const statement of statements) await database.run(statement);
  return database;
}

/**
 * Returns the lake's folders as the snapshot's views name them, with escaped characters of patterns. If the lake is a
 * link, a path ends where the pattern begins.
 */
function foldersInViews(workspace: string): string[] {
  const lake = `${workspace.replaceAll(/[*?[]/g, '[$&]')}/.imbill/lake`;
  return [lake, ...sourceKinds.map((source) => `${lake}/${source}/*`)];
}
