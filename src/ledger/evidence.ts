import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { Database } from '../engines/duckdb.ts';
import type { Settings } from '../workspace/settings.ts';
import { keepFact } from './facts.ts';

/** What a month's usage was counted from, as known at its moment. */
export interface Evidence {
  format: 'imbill-evidence/1';
  month: Month;
  /** Hash of the fact with the settings. */
  settings: string;
  /** By source and hash; groups of all time, as they exist on. Withdrawn batches are left out. */
  batches: EvidenceBatch[];
}

export interface EvidenceBatch {
  source: string;
  /** Of the expanded content, lower-case hex. */
  sha256: string;
  lines: string;
  accepted: string;
  rejected: string;
}

/**
 * Keeps which batches and settings a month is counted from now.
 *
 * @returns The hash of the fact, lower-case hex.
 */
export async function keepEvidence(
  database: Database,
  settings: Settings,
  month: Month,
): Promise<string> {
  const batches = await database.rows<EvidenceBatch & { [column: string]: string }>(
    `select source, sha256, cast(lines as varchar) as lines, cast(accepted as varchar) as accepted,
      cast(rejected as varchar) as rejected
    from batches
    where withdrawn_at is null and exists (select 1 from segments where segments.batch_id = batches.batch_id
      and usage_date <= date '${lastDay(month)}'
      and (usage_date >= date '${firstDay(month)}' or segments.source = 'groups'))
    order by source, sha256`,
  );
  const evidence: Evidence = {
    format: 'imbill-evidence/1',
    month,
    settings: await keepFact(database, 'settings', plain(settings)),
    batches,
  };
  return keepFact(database, 'evidence', evidence);
}

function plain(settings: Settings): unknown {
  return JSON.parse(JSON.stringify(settings));
}
