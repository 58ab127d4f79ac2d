import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { sha256OfFile } from '../base/sha256.ts';
import { sync } from '../base/whole-files.ts';
import { type Database, quoted } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { parquetOptions, type StraightRows } from '../intake/records/straight-rows.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Segment } from './load-records.ts';

/** Rows of one batch and billing day, written outside of the lake. */
export interface RowsOfDay {
  /** Billing day. */
  usageDate: string;
  lines: number;
  rows: number;
  writtenPath: string;
}

/** A segment that is written and synced, but not yet in the lake. */
export interface WrittenSegment extends Segment {
  writtenPath: string;
}

interface RowsOptions {
  /** Folder for the files. */
  scratchDir: string;
  /** SQL list of the columns to write. */
  columns: string;
  /** True if a line can hold several rows, so that both are counted. */
  hasSeveralRowsALine: boolean;
}

/**
 * Writes the accepted rows of the table `checked` as Parquet, one file a billing day, outside of the
 * lake.
 */
export async function writeRows(
  database: Database,
  { scratchDir, columns, hasSeveralRowsALine }: RowsOptions,
): Promise<RowsOfDay[]> {
  const accepted = `from checked where problem is null and not is_ignored
    ${hasSeveralRowsALine ? 'and line_number not in (select line_number from rejected)' : ''}`;
  const lineCount = hasSeveralRowsALine ? 'count(distinct line_number)' : 'count(*)';
  const days = await database.rows<{ usage_date: string; lines: bigint; rows: bigint }>(
    `select usage_date, ${lineCount} as lines, count(*) as rows ${accepted} group by usage_date order by usage_date`,
  );
  const inOrder = `select ${columns} ${accepted} order by usage_date, rowid`;
  const relation = await byDay(database, days.length, `(select ${columns} ${accepted})`, inOrder);
  const written: RowsOfDay[] = [];
  for (const { usage_date, lines, rows } of days) {
    const writtenPath = join(scratchDir, `${usage_date}.parquet`);
    await writeDay(database, relation, usage_date, writtenPath);
    const counts = { lines: Number(lines), rows: Number(rows) };
    written.push({ usageDate: usage_date, ...counts, writtenPath });
  }
  return written;
}

/** Splits rows that are already written by billing day. Rows of a single day stay in their file. */
export async function splitRows(
  database: Database,
  { path, days }: StraightRows,
  scratchDir: string,
): Promise<RowsOfDay[]> {
  const [day] = days;
  if (day !== undefined && days.length === 1)
    return [{ usageDate: day.usage_date, lines: day.rows, rows: day.rows, writtenPath: path }];
  const numbered = parquetRows(path, 'file_row_number = true');
  const inOrder = `select * exclude (file_row_number) from ${numbered} order by usage_date, file_row_number`;
  const relation = await byDay(database, days.length, parquetRows(path), inOrder);
  const written: RowsOfDay[] = [];
  for (const { usage_date, rows } of days) {
    const writtenPath = join(scratchDir, `${usage_date}.parquet`);
    await writeDay(database, relation, usage_date, writtenPath);
    written.push({ usageDate: usage_date, lines: rows, rows, writtenPath });
  }
  return written;
}

/** Number of days from which one sort is faster than reading all rows for each day. */
const manyDays = 40;

/** Returns SQL of the rows to split: as they are, or sorted by day if there are many days. */
async function byDay(
  database: Database,
  days: number,
  rows: string,
  inOrder: string,
): Promise<string> {
  if (days <= manyDays) return rows;
  await database.run(`create or replace temp table rows_by_day as ${inOrder}`);
  return 'rows_by_day';
}

function writeDay(database: Database, relation: string, day: string, path: string): Promise<void> {
  return database.run(`copy (
      select * from ${relation} where usage_date = date ${quoted(day)}
    ) to ${quoted(path)} (${parquetOptions})`);
}

/**
 * Syncs written rows, and returns their hashes and their places in the lake.
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
      sha256: await sha256OfFile(rows.writtenPath),
    });
  }
  return segments;
}

/** Moves written segments into the lake. They count only after they are recorded. */
export async function placeSegments(
  workspace: Workspace,
  segments: readonly WrittenSegment[],
): Promise<void> {
  const folders = new Set<string>();
  for (const part of partsOf(segments)) {
    await Promise.all(
      part.map(async ({ path, writtenPath }) => {
        const placed = join(workspace.root, path);
        folders.add(dirname(placed));
        await mkdir(dirname(placed), { recursive: true });
        await rename(writtenPath, placed);
      }),
    );
  }
  for (const part of partsOf([...folders])) await Promise.all(part.map(sync));
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
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    if (!known.has(relative(workspace.root, path).split(sep).join('/'))) await rm(path);
  }
}
