import { join } from 'node:path';
import { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { kindTable, type SourceKind } from '../metrics/source-kinds.ts';
import { haveEqualRows } from './compare-segments.ts';
import type { ChangedDay } from './late-data.ts';

/** A batch that no longer counts, the one that counts in its place, or both. */
export interface Exchange {
  source: SourceKind;
  path: string;
  former?: bigint | undefined;
  later?: bigint | undefined;
}

interface DayRow {
  [column: string]: string | bigint | null;
  exchange: bigint;
  usage_date: string;
  /** Paths of the day's segments, one a line; null if there is none. */
  former_paths: string | null;
  later_paths: string | null;
}

/**
 * Finds the days of issued months whose rows differ after an exchange of batches. Line numbers and
 * columns that no metric reads make no difference.
 *
 * @param root Folder of the workspace, with the segments of both batches.
 */
export async function exchangedDays(
  database: Database,
  root: string,
  exchanges: readonly Exchange[],
): Promise<ChangedDay[]> {
  const days: ChangedDay[] = [];
  const rows = await differingSegments(database, exchanges);
  if (rows.length === 0) return days;
  const beside = await Database.open({ threads: 1 });
  try {
    for (const { exchange, usage_date, former_paths, later_paths } of rows) {
      const { source, path } = exchanges[Number(exchange)]!;
      const uncounted = ['line_number', ...kindTable[source].unmeasured];
      const isSame =
        former_paths !== null &&
        later_paths !== null &&
        (await haveEqualRows(
          beside,
          within(root, former_paths),
          within(root, later_paths),
          uncounted,
        ));
      if (!isSame) days.push({ source, path, usageDate: usage_date });
    }
  } finally {
    beside.close();
  }
  return days;
}

function within(root: string, paths: string): string[] {
  return paths.split('\n').map((path) => join(root, path));
}

/** Finds days of issued months whose segments are not the same bytes. */
async function differingSegments(
  database: Database,
  exchanges: readonly Exchange[],
): Promise<DayRow[]> {
  const given = exchanges.map(({ source, former = null, later = null }, exchange) => ({
    exchange,
    source,
    former: former && Number(former),
    later: later && Number(later),
  }));
  return database.rows<DayRow>(queryText('warehouse/differing_segments'), {
    exchanges: JSON.stringify(given),
  });
}
