import { closeSync, fstatSync, fsync, openSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { sha256Of, sha256OfFile } from '../base/sha256.ts';
import { sync, writeWholeFile } from '../base/whole-files.ts';
import type { Database } from '../duckdb/duckdb.ts';
import type { RowsOfDay } from '../intake/records/write-rows.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Segment } from './load-records.ts';

/** A segment that is written and synced, but not yet in the lake. */
export interface WrittenSegment extends Segment {
  writtenPath: string;
}

/** Folder of the segments, and the folder that their recorded paths are relative to. */
export type Lake = Pick<Workspace, 'lake' | 'root'>;

/**
 * Syncs written rows, and returns their hashes and their places in the lake.
 *
 * @param batchName Unique name of the batch, a part of the segments' paths.
 * @param hashOf Hashes a file.
 */
export async function sealRows(
  { lake, root }: Lake,
  { source, batchName }: { source: string; batchName: string },
  written: readonly RowsOfDay[],
  hashOf = sha256OfFile,
): Promise<WrittenSegment[]> {
  const segments: WrittenSegment[] = [];
  for (const { path: writtenPath, ...rows } of written) {
    const sha256 = await syncAndHash(writtenPath, hashOf);
    const path = join(lake, source, rows.usageDate, `${batchName}.parquet`);
    segments.push({
      ...rows,
      writtenPath,
      path: relative(root, path).split(sep).join('/'),
      sha256,
    });
  }
  return segments;
}

/** Files of this size are read in one piece. */
const smallBytes = 64 * 1024;

/** Waits until a file is on the disk, and returns its SHA-256. Many small files are read faster by blocking calls. */
async function syncAndHash(
  path: string,
  hashOf: (path: string) => Promise<string>,
): Promise<string> {
  const file = openSync(path, 'r');
  try {
    await promisify(fsync)(file);
    if (fstatSync(file).size <= smallBytes) return sha256Of(readFileSync(file));
  } finally {
    closeSync(file);
  }
  return hashOf(path);
}

/** Moves written segments into the lake. They count only after they are recorded. */
export async function placeSegments(
  workspace: Workspace,
  segments: readonly WrittenSegment[],
): Promise<void> {
  const folders = new Set(segments.map(({ path }) => dirname(join(workspace.root, path))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  for (const part of partsOf(segments)) {
    await Promise.all(
      part.map(({ path, writtenPath }) => moveFile(writtenPath, join(workspace.root, path))),
    );
  }
  for (const part of partsOf([...folders])) await Promise.all(part.map(sync));
}

/** Moves a file, also to another file system. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await writeWholeFile(to, (aside) => copyFile(from, aside));
    await rm(from);
  }
}

/** Number of files that are open at a time. */
const filesAtATime = 64;

function* partsOf<T>(all: readonly T[]): Generator<T[]> {
  for (let from = 0; from < all.length; from += filesAtATime)
    yield all.slice(from, from + filesAtATime);
}

/** Removes files of the lake that no batch has: a killed load left them. */
export async function removeUnknownSegments(
  database: Database,
  workspace: Workspace,
): Promise<void> {
  const known = new Set(
    (await database.rows<{ path: string }>('select path from segments')).map(({ path }) => path),
  );
  const files = await readdir(workspace.lake, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  for (const file of files) {
    // A file beside the folders of the sources is none of theirs: a shared lake names its workspace there.
    if (!file.isFile() || file.parentPath === workspace.lake) continue;
    const path = join(file.parentPath, file.name);
    if (!known.has(relative(workspace.root, path).split(sep).join('/'))) await rm(path);
  }
}
