import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Database } from '../../../src/duckdb/duckdb.ts';
import type { Checkup } from '../../../src/jobs/doctor.ts';
import { countOf } from '../../../src/money/count-of.ts';
import type { Workspace } from '../../../src/workspace/workspace.ts';
import { type Examined, firstOf, ok, problem, sizeText, warning } from './checkup.ts';

/** Files of the lake, compared with the segments that the warehouse knows. */
export interface ComparedLake {
  checkup: Checkup;
  /** Bytes of all known segments. */
  bytes: number;
}

/** First and last bytes of every Parquet file. */
const mark = 'PAR1';
/** Bytes of the smallest Parquet file. */
const leastBytes = 12;

/**
 * Compares the segments that the warehouse knows with the files of the lake: there, complete by their ends, and
 * none more. Segments that became old and were removed are not expected. Contents are read by `imbill invoice verify`.
 */
export async function compareLake(
  warehouse: Database,
  { workspace }: Examined,
): Promise<ComparedLake> {
  const rows = await warehouse.rows<{ path: string }>(
    `select distinct path from segments
     where path not in (select path from erased_segments where new_path is null) order by path`,
  );
  const known = rows.map(({ path }) => path);
  const missing: string[] = [];
  const cut: string[] = [];
  let bytes = 0;
  for (const path of known) {
    const size = wholeSize(join(workspace.root, path));
    if (size === undefined) missing.push(path);
    else if (size === 0) cut.push(path);
    else bytes += size;
  }
  const unknown = await unknownFiles(workspace, new Set(known));
  const seen = `${countOf(known.length, 'segment')}, ${sizeText(bytes)}`;
  const isImported = await wasImported(warehouse);
  return { bytes, checkup: judge({ seen, missing, cut, unknown, isImported }) };
}

function judge(found: {
  seen: string;
  missing: string[];
  cut: string[];
  unknown: string[];
  isImported: boolean;
}): Checkup {
  const { seen, missing, cut, unknown, isImported } = found;
  const restore = 'Copy .imbill/lake from a backup of this workspace, then: imbill invoice verify';
  if (cut.length > 0) return problem('lake', `${seen}; cut or damaged: ${firstOf(cut)}`, restore);
  if (missing.length > 0 && isImported)
    return warning(
      'lake',
      `${seen}; ${countOf(missing.length, 'segment')} of them missing, as the ledger was imported without its lake`,
      'Copy .imbill/lake from where it was exported, if you want to measure these days again.',
    );
  if (missing.length > 0)
    return problem(
      'lake',
      `${seen}; ${countOf(missing.length, 'segment')} missing: ${firstOf(missing)}`,
      restore,
    );
  if (unknown.length > 0)
    return warning(
      'lake',
      `${seen}; ${countOf(unknown.length, 'file')} of no batch: ${firstOf(unknown)}`,
      'A killed load left them: the next load removes them.',
    );
  return ok('lake', `${seen}; warehouse and lake agree`);
}

/** Returns the size of a segment; 0 if it is no whole Parquet file, undefined if it is not there. */
function wholeSize(path: string): number | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    const isWhole = size >= leastBytes && [0, size - 4].every((at) => textAt(file, at) === mark);
    return isWhole ? size : 0;
  } finally {
    closeSync(file);
  }
}

function textAt(file: number, position: number): string {
  const bytes = Buffer.alloc(mark.length);
  readSync(file, bytes, 0, bytes.length, position);
  return bytes.toString('latin1');
}

async function unknownFiles(
  { lake, root }: Workspace,
  known: ReadonlySet<string>,
): Promise<string[]> {
  const files = await readdir(lake, { recursive: true, withFileTypes: true }).catch(() => []);
  return files
    .filter((file) => file.isFile() && file.parentPath !== lake)
    .map((file) => relative(root, join(file.parentPath, file.name)).split(sep).join('/'))
    .filter((path) => !known.has(path))
    .sort();
}

async function wasImported(warehouse: Database): Promise<boolean> {
  const { imported } = await warehouse.one<{ imported: boolean }>(
    "select exists (select 1 from audit where action = 'import') as imported",
  );
  return imported;
}
