import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { addDays } from '../calendar/billing-day.ts';
import { startOfDay } from '../calendar/periods.ts';
import { type Database, quoted } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { SourceKind } from '../metrics/source-kinds.ts';

/** Column with the time of a row; a day's value has none. */
const timeColumns: Readonly<Record<SourceKind, string>> = {
  logins: 'logged_in_at',
  bandwidth: 'measured_at',
  groups: 'occurred_at',
  daily: 'cast(null as timestamp)',
};

/** Segments that are read at a time. */
const segmentsAtATime = 256;

interface UnreadSegment {
  batch_id: bigint;
  path: string;
  usage_date: string;
}

/**
 * Stores the hours of each segment of a source that are not stored yet. A segment is read once.
 *
 * @param root Folder that the paths of segments are relative to.
 * @param timeZone Name of the learned zone that cuts the days.
 * @returns Days of segments that are gone and were not read before.
 */
export async function storeSegmentHours(
  database: Database,
  { root, source, timeZone }: { root: string; source: SourceKind; timeZone: string },
): Promise<string[]> {
  const unread = await database.rows<Record<'path' | 'usage_date', string> & { batch_id: bigint }>(
    queryText('ready/unread_segments'),
    { source },
  );
  const unknownDays = new Set<string>();
  const there = unread.filter(({ path, usage_date }) => {
    const isThere = existsSync(join(root, path));
    if (!isThere) unknownDays.add(usage_date);
    return isThere;
  });
  for (let from = 0; from < there.length; from += segmentsAtATime)
    await readHours(database, there.slice(from, from + segmentsAtATime), {
      root,
      source,
      timeZone,
    });
  return [...unknownDays].sort();
}

async function readHours(
  database: Database,
  segments: readonly UnreadSegment[],
  { root, source, timeZone }: { root: string; source: SourceKind; timeZone: string },
): Promise<void> {
  const files = segments.map(({ path }) => join(root, path));
  const rows = segments.map(({ batch_id, path, usage_date }, index) => {
    const start = startOfDay(usage_date, timeZone);
    const end = startOfDay(addDays(usage_date, 1), timeZone);
    const hours = Math.max(1, Math.floor((end - start) / 3600));
    return `(${batch_id}, ${quoted(path)}, ${quoted(files[index]!)}, ${start}, ${hours})`;
  });
  await database.run(
    `create or replace temp table unread_segments as
     from (values ${rows.join(', ')}) as rows (batch_id, path, file, day_start, day_hours)`,
  );
  await database.run(
    `create or replace temp view unread_rows as
     select app_id, filename as file, ${timeColumns[source]} as happened_at
     from ${parquetRows(files, 'filename = true')}`,
  );
  await database.run(`insert into segment_hours ${queryText('ready/segment_hours')}`);
}
