import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { zoneHashUntil } from '../effects/provenance.ts';

/**
 * Lists issued months, ascending, whose last document was made with zone data that differs from today's for that
 * month. Documents from before 0.3 do not tell.
 */
export async function monthsOfOtherZoneData(
  warehouse: Database,
  timeZone: string,
): Promise<Month[]> {
  const rows = await warehouse.rows<{ month: string; sha256: string | null }>(
    queryText('measure/zone_hashes'),
  );
  const months: Month[] = [];
  for (const { month, sha256 } of rows)
    if (sha256 !== null && sha256 !== (await zoneHashUntil(month, timeZone, warehouse)))
      months.push(month);
  return months;
}
