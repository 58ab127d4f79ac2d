import { asJson } from '../base/json.ts';
import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { Settings } from '../workspace/settings.ts';
import { storeFact } from './facts.ts';

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

/** Leaves out what a row does not have. */
export function withoutNulls<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}

/**
 * Keeps which batches and settings a month is counted from now.
 *
 * @returns The hash of the fact, lower-case hex.
 */
export async function storeEvidence(
  database: Database,
  settings: Settings,
  month: Month,
): Promise<string> {
  const evidence: Evidence = {
    format: 'imbill-evidence/1',
    month,
    settings: await storeFact(database, 'settings', asJson(billed(settings))),
    batches: await monthBatches(database, month),
  };
  return storeFact(database, 'evidence', evidence);
}

/** Reads the batches that a month is measured from now, by source and hash. */
export async function monthBatches(database: Database, month: Month): Promise<EvidenceBatch[]> {
  const rows = await database.rows<EvidenceRow>(queryText('ledger/month_evidence'), {
    first: firstDay(month),
    last: lastDay(month),
  });
  return rows.map(withoutNulls);
}

/** Reads all batches as evidence names them. */
export async function allBatches(database: Database): Promise<EvidenceBatch[]> {
  const rows = await database.rows<EvidenceRow>(
    'select * exclude (batch_id) from evidence_batches',
  );
  return rows.map(withoutNulls);
}

type EvidenceRow = Record<keyof EvidenceBatch, string>;

/** Finds the ids of all batches, by {@link batchKey}. */
export async function batchIds(database: Database): Promise<Map<string, bigint>> {
  const rows = await database.rows<
    Pick<EvidenceBatch, 'source' | 'sha256' | 'entry_sha256' | 'reading'> & {
      [column: string]: string | bigint;
      batch_id: bigint;
    }
  >('select * from batch_names order by batch_id');
  return new Map(rows.map((row) => [batchKey(withoutNulls(row)), row.batch_id]));
}

/** Returns the settings without those that change no bill. */
function billed({ models: _, ...settings }: Settings): Omit<Settings, 'models'> {
  return settings;
}
