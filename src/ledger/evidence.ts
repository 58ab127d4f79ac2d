import { asJson } from '../base/json.ts';
import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { type LoadWorker, monthWorkers } from '../warehouse/load-workers.ts';
import type { Settings } from '../workspace/settings.ts';
import { storeFact } from './facts.ts';

/** The batches and settings that a month's usage was measured from. */
export interface Evidence {
  format: 'imbill-evidence/1';
  month: Month;
  /** Hash of the fact with the settings. */
  settings: string;
  /**
   * Batches by source and hash; group batches of all time, as groups exist on. Withdrawn batches are
   * left out.
   */
  batches: EvidenceBatch[];
  /** Workers of a cluster that read files of these batches' loads; absent if there were none. */
  loaded_by?: LoadWorker[];
  /** Engines that counted the usage, by measurement; absent where DuckDB counted all. They give the same rows. */
  counted_by?: CountedBy[];
}

/** Engine that counted a measurement in place of DuckDB. */
export interface CountedBy {
  engine: 'spark';
  /** Version of Spark. */
  version: string;
  /** Settings of the session that the user gave; those that imbill sets belong to its version. */
  settings: Record<string, string>;
  /** Hash of the statements that counted, without comments, lower-case hex. */
  statements_sha256: string;
  /** Measurement, such as `groups`, or `logins of the month`; absent while it is counted. */
  measurement?: string;
}

export interface EvidenceBatch {
  source: string;
  /** Hash of the expanded content, lower-case hex. */
  sha256: string;
  /** Hash of its entry in imbill.yaml; absent if an imbill before 0.3 read it. */
  entry_sha256?: string;
  /** Number of the reading by this entry; absent for the first. */
  reading?: string;
  lines: string;
  accepted: string;
  rejected: string;
  /** Hash of its segments' hashes by day, lower-case hex; empty without segments. */
  segments_sha256: string;
  /** Hash of its rejected lines, lower-case hex; empty without rejects. */
  rejects_sha256: string;
}

/** Returns the name of a batch: source, content, entry and reading. */
export function batchKey({
  source,
  sha256,
  entry_sha256,
  reading,
}: Pick<EvidenceBatch, 'source' | 'sha256' | 'entry_sha256' | 'reading'>): string {
  const entry = entry_sha256 === undefined ? '' : ` of entry ${entry_sha256}`;
  return `${source} batch ${sha256}${entry}${reading === undefined ? '' : `, reading ${reading}`}`;
}

/** Removes the null values of a row. */
export function withoutNulls<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}

/**
 * Stores the batches and settings that a month is measured from now.
 *
 * @returns Hash of the fact, lower-case hex.
 */
export async function storeEvidence(
  database: Database,
  settings: Settings,
  month: Month,
): Promise<string> {
  const workers = await monthWorkers(database, month);
  const countedBy = await enginesOf(database, month);
  const evidence: Evidence = {
    format: 'imbill-evidence/1',
    month,
    settings: await storeFact(database, 'settings', asJson(billed(settings))),
    batches: await monthBatches(database, month),
    ...(workers.length > 0 && { loaded_by: workers }),
    ...(countedBy.length === 0 ? {} : { counted_by: countedBy }),
  };
  return storeFact(database, 'evidence', evidence);
}

async function enginesOf(database: Database, month: Month): Promise<CountedBy[]> {
  const rows = await database.rows<{ measurement: string; engine: string }>(
    queryText('ledger/counted_by'),
    { first: firstDay(month), last: lastDay(month) },
  );
  return rows.map(({ measurement, engine }) => ({ ...JSON.parse(engine), measurement }));
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

/** Reads the ids of all batches, by {@link batchKey}. */
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
function billed({
  models: _models,
  strict: _strict,
  anomalies: _anomalies,
  issuerDetails: _issuerDetails,
  logo: _logo,
  documents: _documents,
  ...settings
}: Settings): Omit<
  Settings,
  'models' | 'strict' | 'anomalies' | 'issuerDetails' | 'logo' | 'documents'
> {
  const sources = settings.sources.map(({ expect: _expect, ...source }) => source);
  return { ...settings, sources };
}
