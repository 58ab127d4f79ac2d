import { existsSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { exitCodes, UserError } from '../../base/errors.ts';
import type { Progress } from '../../base/progress.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { isOfKind, lastingKinds, reportedKinds } from '../../metrics/source-kinds.ts';
import { auditProblems } from '../../warehouse/audit.ts';
import { ledgerHead } from '../../warehouse/chain.ts';
import { schemaVersion } from '../../warehouse/schema.ts';
import { tableShapes } from '../../warehouse/table-shapes.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { chainProblems } from '../verify/verify-entries.ts';
import { checksumsOf } from './export-checksums.ts';
import { ExportFolder } from './export-folder.ts';
import {
  type ExportedTable,
  type ExportManifest,
  exportVersion,
  manifestHash,
  manifestText,
} from './export-format.ts';
import { exportReadme } from './export-readme.ts';
import { hashOfTable, writeTable } from './export-tables.ts';
import { isIntact, ledgerTexts, readStoredText } from './export-texts.ts';

export interface ExportOptions {
  /** True to export also segments that no later month is measured from. */
  withLake: boolean;
  versions: ExportManifest['made_by'];
  progress: Progress;
}

/**
 * Writes the whole ledger into an empty folder as plain files: each text with its hash, each table as
 * Parquet, segments of the lake, settings and accounts. The same ledger gives the same bytes.
 *
 * @throws {UserError} (exit 1) Naming everything in the ledger that was altered.
 */
export async function writeExport(
  database: Database,
  workspace: Workspace,
  folder: string,
  options: ExportOptions,
): Promise<ExportManifest> {
  const files = new ExportFolder(folder);
  const problems = [...(await chainProblems(database)), ...(await auditProblems(database))];
  problems.push(...(await writeTexts(database, files, options)));
  problems.push(...(await writeLake(database, workspace, files, options)));
  if (problems.length > 0) throw altered(problems);
  const tables = await writeTables(database, files, options);
  await writeSettings(workspace, files);
  const { position, entrySha256 } = await ledgerHead(database);
  const { documents } = await database.one<{ documents: bigint }>(
    'select count(*) as documents from invoices',
  );
  await files.write('README.txt', exportReadme(options.withLake));
  const manifest: ExportManifest = {
    format: `imbill-export/${exportVersion}`,
    made_by: options.versions,
    schema_version: schemaVersion,
    ledger: {
      documents: String(documents),
      position: String(position),
      entry_sha256: entrySha256,
    },
    lake: options.withLake ? 'complete' : 'for later months',
    tables,
    files: files.files,
  };
  const synced = { flag: 'wx', flush: true } as const;
  await writeFile(join(folder, 'manifest.json'), manifestText(manifest), synced);
  await writeFile(
    join(folder, 'SHA256SUMS'),
    checksumsOf(manifest, manifestHash(manifest)),
    synced,
  );
  return manifest;
}

async function writeTexts(
  database: Database,
  files: ExportFolder,
  { progress }: ExportOptions,
): Promise<string[]> {
  const problems: string[] = [];
  await forEach(progress, 'Exporting documents', await ledgerTexts(database), async (one) => {
    const text = await readStoredText(database, one);
    if (isIntact(one, text)) await files.write(one.path, text);
    else problems.push(`${one.path} (${one.table}) does not have its SHA-256`);
  });
  return problems;
}

async function writeTables(
  database: Database,
  files: ExportFolder,
  { progress }: ExportOptions,
): Promise<ExportedTable[]> {
  const tables: ExportedTable[] = [];
  await forEach(progress, 'Exporting tables', await tableShapes(database), async (shape) => {
    const path = `tables/${shape.name}.parquet`;
    await writeTable(database, shape, await files.placeOf(path));
    await files.note(path);
    tables.push({ ...shape, ...(await hashOfTable(database, shape)) });
  });
  return tables;
}

/**
 * SQL condition for segments that later runs need: groups exist on, reported day values are compared
 * again, and months without an invoice are still to be measured.
 */
const neededLater = `${isOfKind('source', [...lastingKinds, ...reportedKinds])}
  or strftime(usage_date, '%Y-%m') not in (select month from invoices where kind = 'invoice')`;

async function writeLake(
  database: Database,
  workspace: Workspace,
  files: ExportFolder,
  { withLake, progress }: ExportOptions,
): Promise<string[]> {
  const segments = await database.rows<{ path: string; sha256: string }>(
    `select distinct path, sha256 from segments
     where (${withLake ? 'true' : neededLater}) and path not in (select path from removed_segments) order by path`,
  );
  const problems: string[] = [];
  await forEach(progress, 'Exporting the lake', segments, async ({ path, sha256 }) => {
    const from = join(workspace.root, path);
    const place = exportedSegment(path);
    if (!existsSync(from)) problems.push(`${path} is missing`);
    else if ((await files.copy(place, from)) !== sha256)
      problems.push(`${path} does not have its SHA-256`);
  });
  return problems;
}

async function forEach<T>(
  progress: Progress,
  title: string,
  all: readonly T[],
  work: (one: T) => Promise<void>,
): Promise<void> {
  const task = progress.start(title, all.length);
  try {
    for (const one of all) {
      await work(one);
      task.advance('');
    }
  } finally {
    task.end();
  }
}

/** Returns the path of a segment in an export. */
export function exportedSegment(path: string): string {
  return path.replace(/^\.imbill\//, '');
}

/** Copies what the user wrote: imbill.yaml, accounts/ and prices/, without hidden files. */
async function writeSettings(workspace: Workspace, files: ExportFolder): Promise<void> {
  const below = await Promise.all([workspace.accounts, workspace.prices].map(filesBelow));
  for (const path of [workspace.settings, ...below.flat()].sort()) {
    const name = relative(workspace.root, path).split(sep).join('/');
    if (existsSync(path)) await files.copy(`workspace/${name}`, path);
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const visible = names.filter((name) => !name.split(sep).some((part) => part.startsWith('.')));
  const paths = visible.map((name) => join(folder, name));
  const isFile = await Promise.all(paths.map(async (path) => (await stat(path)).isFile()));
  return paths.filter((_, index) => isFile[index]);
}

function altered(problems: readonly string[]): UserError {
  return new UserError(
    `The ledger cannot be exported, because it was altered:\n${problems.map((problem) => `  ${problem}`).join('\n')}\nNothing was exported. imbill invoice verify shows the details. Restore a backup of the workspace.`,
    exitCodes.failed,
  );
}
