import { join } from 'node:path';
import { Database, quoted } from '../duckdb/duckdb.ts';
import { isOfKind, kindTable, lastingKinds, type SourceKind } from '../metrics/source-kinds.ts';
import { haveEqualRows } from './compare-segments.ts';
import type { ChangedDay } from './late-data.ts';

/** A batch that counts no more, the one that counts in its place, or both. */
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
  /** Segments; null where there is none. */
  was: string | null;
  is: string | null;
}

/**
 * Finds the days of issued months of which other rows count after an exchange of batches. A column that
 * nothing is counted from changes no day, nor does the line at which a row is found.
 *
 * @param root The workspace, in which the segments of both batches lie.
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
    for (const { exchange, usage_date, was, is } of rows) {
      const { source, path } = exchanges[Number(exchange)]!;
      const uncounted = ['line_number', ...kindTable[source].unmeasured];
      const isSame =
        was !== null &&
        is !== null &&
        (await haveEqualRows(beside, join(root, was), join(root, is), uncounted));
      if (!isSame) days.push({ source, path, usageDate: usage_date });
    }
  } finally {
    beside.close();
  }
  return days;
}

/** Days of issued months whose segments are not the same bytes. */
async function differingSegments(
  database: Database,
  exchanges: readonly Exchange[],
): Promise<DayRow[]> {
  if (exchanges.length === 0) return [];
  const rows = exchanges.map(
    ({ source, former, later }, index) =>
      `(${index}, ${quoted(source)}, ${former ?? 'null'}, ${later ?? 'null'})`,
  );
  return database.rows<DayRow>(
    `with exchanges (exchange, source, former, later) as (values ${rows.join(', ')}),
     former as (
       select exchange, exchanges.source, usage_date, path, sha256
       from exchanges inner join segments on batch_id = former),
     later as (
       select exchange, exchanges.source, usage_date, path, sha256
       from exchanges inner join segments on batch_id = later)
     select cast(exchange as bigint) as exchange, usage_date, former.path as was, later.path as is
     from former full join later using (exchange, source, usage_date)
     where former.sha256 is distinct from later.sha256 and exists (
       select 1 from invoices where month = strftime(usage_date, '%Y-%m')
         or (${isOfKind('source', lastingKinds)} and month > strftime(usage_date, '%Y-%m')))
     order by exchange, usage_date`,
  );
}
