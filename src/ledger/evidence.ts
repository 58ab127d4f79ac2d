import { asJson } from '../base/json.ts';
import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
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
  /** Hash of what its entry made of it; absent where an imbill before 0.3 read it. */
  entry_sha256?: string;
  /** Which reading by this entry it is; absent for the first. */
  reading?: string;
  lines: string;
  accepted: string;
  rejected: string;
  /** Over the hashes of its segments, by day; empty text without one. Lower-case hex. */
  segments_sha256: string;
  /** Over its rejected lines as they are kept; empty text without one. Lower-case hex. */
  rejects_sha256: string;
}

/** Names a batch: by its source, its content, and what its entry made of it. */
export function batchKey({
  source,
  sha256,
  entry_sha256,
  reading,
}: Pick<EvidenceBatch, 'source' | 'sha256' | 'entry_sha256' | 'reading'>): string {
  const entry = entry_sha256 === undefined ? '' : ` of entry ${entry_sha256}`;
  return `${source} batch ${sha256}${entry}${reading === undefined ? '' : `, reading ${reading}`}`;
}

/** SQL of the columns that name a batch, null where {@link EvidenceBatch} leaves them out. */
export const batchNameSql = `source, sha256, nullif(entry_sha256, '') as entry_sha256,
  case when reading > 1 then cast(reading as varchar) end as reading`;

/** Leaves out what a row does not have. */
export function withoutNulls<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
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
    settings: await keepFact(database, 'settings', asJson(billed(settings))),
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
export async function evidenceBatches(
  database: Database,
  condition: string,
): Promise<EvidenceBatch[]> {
  const rows = await database.rows<Record<keyof EvidenceBatch, string>>(
    `with
    kept as (
      select batch_id, sha256(string_agg(usage_date || ' ' || sha256, chr(10) order by usage_date)) as segments_sha256
      from segments group by batch_id),
    refused as (
      select batch_id, sha256(string_agg(line_number || ' ' || to_json([column_name, value, reason]), chr(10)
        order by line_number, column_name, value, reason)) as rejects_sha256
      from rejects where batch_id is not null group by batch_id)
    select ${batchNameSql}, cast(lines as varchar) as lines, cast(accepted as varchar) as accepted,
      cast(rejected as varchar) as rejected,
      coalesce(segments_sha256, '') as segments_sha256, coalesce(rejects_sha256, '') as rejects_sha256
    from batches left join kept using (batch_id) left join refused using (batch_id)
    where ${condition} order by source, sha256, batches.entry_sha256, batches.reading`,
  );
  return rows.map(withoutNulls);
}

/** Finds the ids of all batches, by {@link batchKey}. */
export async function batchIds(database: Database): Promise<Map<string, bigint>> {
  const rows = await database.rows<
    Pick<EvidenceBatch, 'source' | 'sha256' | 'entry_sha256' | 'reading'> & {
      [column: string]: string | bigint;
      batch_id: bigint;
    }
  >(`select batch_id, ${batchNameSql} from batches order by batch_id`);
  return new Map(rows.map((row) => [batchKey(withoutNulls(row)), row.batch_id]));
}

/** Returns the settings without those that change no bill. */
function billed({ models: _, ...settings }: Settings): Omit<Settings, 'models'> {
  return settings;
}
