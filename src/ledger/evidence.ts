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
  /** Over the hashes of its segments, by day; empty text without one. Lower-case hex. */
  segments_sha256: string;
  /** Over its rejected lines as they are kept; empty text without one. Lower-case hex. */
  rejects_sha256: string;
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
  const evidence: Evidence = {
    format: 'imbill-evidence/1',
    month,
    settings: await keepFact(database, 'settings', plain(settings)),
    batches: await batchesNow(database, month),
  };
  return keepFact(database, 'evidence', evidence);
}

/** The batches that count in a month now, as evidence names them. */
export function batchesNow(database: Database, month: Month): Promise<EvidenceBatch[]> {
  return evidenceBatches(
    database,
    `withdrawn_at is null and exists (select 1 from segments where segments.batch_id = batches.batch_id
      and usage_date <= date '${lastDay(month)}'
      and (usage_date >= date '${firstDay(month)}' or segments.source = 'groups'))`,
  );
}

/** Batches that fulfil an SQL condition, as evidence names them; by source and hash. */
export function evidenceBatches(database: Database, condition: string): Promise<EvidenceBatch[]> {
  return database.rows<EvidenceBatch & { [column: string]: string }>(
    `with
    kept as (
      select batch_id, sha256(string_agg(usage_date || ' ' || sha256, chr(10) order by usage_date)) as segments_sha256
      from segments group by batch_id),
    refused as (
      select batch_id, sha256(string_agg(line_number || ' ' || to_json([column_name, value, reason]), chr(10)
        order by line_number, column_name, value, reason)) as rejects_sha256
      from rejects where batch_id is not null group by batch_id)
    select source, sha256, cast(lines as varchar) as lines, cast(accepted as varchar) as accepted,
      cast(rejected as varchar) as rejected,
      coalesce(segments_sha256, '') as segments_sha256, coalesce(rejects_sha256, '') as rejects_sha256
    from batches left join kept using (batch_id) left join refused using (batch_id)
    where ${condition} order by source, sha256`,
  );
}

/** Without what nothing that is billed depends on. */
function plain({ models: _, ...billing }: Settings): unknown {
  return JSON.parse(JSON.stringify(billing));
}
