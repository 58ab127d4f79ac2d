import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileChunks } from '../delivery/file-chunks.ts';
import { type Database, quoted } from '../engines/duckdb.ts';
import { parquetRows } from '../engines/file-rows.ts';
import { parquetOptions, type StraightRows } from '../sources/straight-rows.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Segment } from './load-records.ts';

/** Rows of a batch and a billing day, written beside the lake. */
export interface RowsOfDay {
  /** Billing day. */
  usageDate: string;
  lines: number;
  rows: number;
  writtenPath: string;
}

/** A segment that is written and synced, but not yet in its place. */
export interface WrittenSegment extends Segment {
  writtenPath: string;
}

interface RowsOptions {
  /** Where files are written. */
  scratchDir: string;
  /** SQL of what is kept of a row. */
  columns: string;
  /** Whether lines and rows must be told apart. */
  hasSeveralRowsALine: boolean;
}

/**
 * Writes the rows of the table `checked` that count as Parquet, one file a billing day, beside the
 * lake.
 */
export async function writeRows(
  database: Database,
  { scratchDir, columns, hasSeveralRowsALine }: RowsOptions,
): Promise<RowsOfDay[]> {
  const kept = `from checked where problem is null and not is_ignored
    ${hasSeveralRowsALine ? 'and line_number not in (select line_number from rejected)' : ''}`;
  const lineCount = hasSeveralRowsALine ? 'count(distinct line_number)' : 'count(*)';
  const days = await database.rows<{ usage_date: string; lines: bigint; rows: bigint }>(
    `select usage_date, ${lineCount} as lines, count(*) as rows ${kept} group by usage_date order by usage_date`,
  );
  const written: RowsOfDay[] = [];
  for (const { usage_date, lines, rows } of days) {
    const writtenPath = join(scratchDir, `${usage_date}.parquet`);
    await database.run(`copy (
        select ${columns} ${kept} and usage_date = date ${quoted(usage_date)}
      ) to ${quoted(writtenPath)} (${parquetOptions})`);
    const counts = { lines: Number(lines), rows: Number(rows) };
    written.push({ usageDate: usage_date, ...counts, writtenPath });
  }
  return written;
}

/** The same from rows that are written already; those of several days are told apart by day. */
export async function splitRows(
  database: Database,
  { path, days }: StraightRows,
  scratchDir: string,
): Promise<RowsOfDay[]> {
  const written: RowsOfDay[] = [];
  for (const { usage_date, rows } of days) {
    const writtenPath = days.length === 1 ? path : join(scratchDir, `${usage_date}.parquet`);
    if (writtenPath !== path)
      await database.run(`copy (
          select * from ${parquetRows(path)} where usage_date = date ${quoted(usage_date)}
        ) to ${quoted(writtenPath)} (${parquetOptions})`);
    written.push({ usageDate: usage_date, lines: rows, rows, writtenPath });
  }
  return written;
}

/**
 * Syncs written rows, and tells what their segments are and where these are to lie.
 *
 * @param batchName Unique name of the batch, a part of the segments' paths.
 */
export async function sealRows(
  workspace: Workspace,
  { source, batchName }: { source: string; batchName: string },
  written: readonly RowsOfDay[],
): Promise<WrittenSegment[]> {
  const segments: WrittenSegment[] = [];
  for (const rows of written) {
    await sync(rows.writtenPath);
    const path = join(workspace.lake, source, rows.usageDate, `${batchName}.parquet`);
    segments.push({
      ...rows,
      path: relative(workspace.root, path).split(sep).join('/'),
      sha256: await hashOfFile(rows.writtenPath),
    });
  }
  return segments;
}

/** Moves written segments to their place in the lake. They count only once they are recorded. */
export async function placeSegments(
  workspace: Workspace,
  segments: readonly WrittenSegment[],
): Promise<void> {
  await Promise.all(
    segments.map(async ({ path, writtenPath }) => {
      const placed = join(workspace.root, path);
      await mkdir(dirname(placed), { recursive: true });
      await rename(writtenPath, placed);
      await sync(dirname(placed));
    }),
  );
}

/** Removes files of the lake that no batch knows: a killed load left them. */
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
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    if (!known.has(relative(workspace.root, path).split(sep).join('/'))) await rm(path);
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** SHA-256 of a file, lower-case hex. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    for await (const chunk of fileChunks(handle, size, 1 << 20)) hash.update(chunk);
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}
