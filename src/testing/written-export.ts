import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import { Database } from '../duckdb/duckdb.ts';
import { checksumsOf } from '../ledger/archive/export-checksums.ts';
import { type ExportManifest, manifestHash } from '../ledger/archive/export-format.ts';
import { hashOfTable } from '../ledger/archive/export-tables.ts';

/** Changes the manifest of an export. */
export async function changeManifest(
  folder: string,
  change: (manifest: ExportManifest) => void,
): Promise<void> {
  const manifest = await readManifest(folder);
  change(manifest);
  await writeFile(join(folder, 'manifest.json'), `${canonicalJson(manifest)}\n`);
}

/** Updates the manifest to the changed files, like somebody who hides a change. */
export async function noteAnew(folder: string): Promise<void> {
  const manifest = await readManifest(folder);
  for (const file of manifest.files) {
    const bytes = await readFile(join(folder, file.path));
    file.bytes = String(bytes.length);
    file.sha256 = sha256Of(bytes);
  }
  await changeManifest(folder, (written) => {
    written.files = manifest.files;
  });
  await writeFile(join(folder, 'SHA256SUMS'), checksumsOf(manifest, manifestHash(manifest)));
}

/** Updates rows and hashes of all tables and files, like somebody who knows how. */
export async function restateTables(folder: string): Promise<void> {
  const database = await Database.open();
  const { files, tables } = await readManifest(folder);
  for (const table of tables) {
    const path = join(folder, 'tables', `${table.name}.parquet`);
    await database.run(`create table ${table.name} as from read_parquet('${path}')`);
    Object.assign(table, await hashOfTable(database, table));
  }
  database.close();
  await changeManifest(folder, (manifest) => {
    manifest.tables = tables;
    manifest.files = files.filter(({ path }) => existsSync(join(folder, path)));
  });
  await noteAnew(folder);
}

export async function readManifest(folder: string): Promise<ExportManifest> {
  return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as ExportManifest;
}
