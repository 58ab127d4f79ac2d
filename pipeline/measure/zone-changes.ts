import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { zoneHashUntil } from '../effects/provenance.ts';

/**
 * Lists issued months whose days today's zone data would cut in another way than the data that their last
 * document was made with; ascending. Documents of before 0.3 do not tell.
 */
export async function monthsOfOtherZoneData(
  warehouse: Database,
  timeZone: string,
): Promise<Month[]> {
  const rows = await warehouse.rows<{ month: string; sha256: string | null }>(
    `with last_documents as (
      select month, arg_max(content_sha256, position) as sha256
      from invoices where content_sha256 is not null group by month
    )
    select month, json_extract_string(content, '$.versions.time_zone_sha256') as sha256
    from last_documents inner join facts on facts.sha256 = last_documents.sha256 order by month`,
  );
  const months: Month[] = [];
  for (const { month, sha256 } of rows)
    if (sha256 !== null && sha256 !== (await zoneHashUntil(month, timeZone, warehouse)))
      months.push(month);
  return months;
}
