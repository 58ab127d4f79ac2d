import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Database, quoted } from '../engines/duckdb.ts';
import { parquetOptions, type StraightRows } from '../sources/straight-rows.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Segment } from './load-records.ts';

/** A segment that is written and synced, but not yet in its place. */
export interface WrittenSegment extends Segment {
  writtenPath: string;
}

/** Where a batch's segments are written. */
interface SegmentPlace {
  source: string;
  /** Unique name of the batch, a part of the segments' paths. */
  batchName: string;
  /** Where they are written first. */
  scratchDir: string;
}

interface SegmentOptions extends SegmentPlace {
  /** Whether lines and rows must be told apart. */
  hasSeveralRowsALine: boolean;
}

/**
 * Writes the rows of the table `checked` that count as Parquet, one file a billing day, beside the
 * lake.
 */
export async function writeSegments(
  database: Database,
  workspace: Workspace,
  options: SegmentOptions,
): Promise<WrittenSegment[]> {
  const { hasSeveralRowsALine } = options;
  const kept = `from checked where problem is null and not is_ignored
    ${hasSeveralRowsALine ? 'and line_number not in (select line_number from rejected)' : ''}`;
  const lineCount = hasSeveralRowsALine ? 'count(distinct line_number)' : 'count(*)';
  const days = await database.rows<{ usage_date: string; lines: bigint; rows: bigint }>(
    `select usage_date, ${lineCount} as lines, count(*) as rows ${kept} group by usage_date order by usage_date`,
  );
  const segments: WrittenSegment[] = [];
  for (const day of days) {
    const writtenPath = join(options.scratchDir, `${day.usage_date}.parquet`);
    await database.run(`copy (
        select * exclude (problem, is_ignored) ${kept} and usage_date = date ${quoted(day.usage_date)}
      ) to ${quoted(writtenPath)} (${parquetOptions})`);
    const counts = { lines: Number(day.lines), rows: Number(day.rows) };
    segments.push(await finish(workspace, options, day.usage_date, writtenPath, counts));
  }
  return segments;
}

/** The same from rows that are written already; those of several days are told apart by day. */
export async function segmentsOfRows(
  database: Database,
  workspace: Workspace,
  { path, days }: StraightRows,
  place: SegmentPlace,
): Promise<WrittenSegment[]> {
  const segments: WrittenSegment[] = [];
  for (const { usage_date, rows } of days) {
    const writtenPath = days.length === 1 ? path : join(place.scratchDir, `${usage_date}.parquet`);
    if (writtenPath !== path)
      await database.run(`copy (
          select * from read_parquet(${quoted(path)}, hive_partitioning = false) where usage_date = date ${quoted(usage_date)}
        ) to ${quoted(writtenPath)} (${parquetOptions})`);
    segments.push(await finish(workspace, place, usage_date, writtenPath, { lines: rows, rows }));
  }
  return segments;
}

async function finish(
  workspace: Workspace,
  { source, batchName }: SegmentPlace,
  usageDate: string,
  writtenPath: string,
  counts: { lines: number; rows: number },
): Promise<WrittenSegment> {
  await sync(writtenPath);
  const path = join(workspace.lake, source, usageDate, `${batchName}.parquet`);
  return {
    usageDate,
    path: relative(workspace.root, path).split(sep).join('/'),
    sha256: await hashOfFile(writtenPath),
    ...counts,
    writtenPath,
  };
}

/** Moves written segments to their place in the lake. They count only once they are recorded. */
export async function placeSegments(
  workspace: Workspace,
  segments: readonly WrittenSegment[],
): Promise<void> {
  for (const segment of segments) {
    const path = join(workspace.root, segment.path);
    await mkdir(dirname(path), { recursive: true });
    await rename(segment.writtenPath, path);
    await sync(dirname(path));
  }
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
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
