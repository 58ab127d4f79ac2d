import { join } from 'node:path';
import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { kindTable, type SourceKind } from '../metrics/source-kinds.ts';
import { batchKey, type Evidence, type EvidenceBatch, withoutNulls } from './evidence.ts';

/** A batch that only one of two states of a month counts. */
export interface ChangedBatch {
  batchId: number;
  source: SourceKind;
  path: string;
  /** True if it no longer counts; false if it is new. */
  isWithdrawn: boolean;
  /** Apps of its rows in the month. */
  appIds: string[];
}

/** Finds the batches that only one of two states of a month's evidence has, by batch id. */
export async function changedBatches(
  database: Database,
  root: string,
  before: Evidence,
  now: Evidence,
): Promise<ChangedBatch[]> {
  const keys = (evidence: Evidence) => new Set(evidence.batches.map(batchKey));
  const [was, is] = [keys(before), keys(now)];
  const batches = await database.rows<
    Pick<EvidenceBatch, 'source' | 'sha256' | 'entry_sha256' | 'reading'> & {
      [column: string]: string | bigint;
      batch_id: bigint;
      source: SourceKind;
      path: string;
    }
  >('select * from batch_names order by batch_id');
  const changed: ChangedBatch[] = [];
  for (const batch of batches) {
    const { batch_id, source, path } = batch;
    const key = batchKey(withoutNulls(batch));
    if (was.has(key) === is.has(key)) continue;
    const batchId = Number(batch_id);
    const appIds = await appsOf(database, root, { batchId, source }, now.month);
    changed.push({ batchId, source, path, isWithdrawn: was.has(key), appIds });
  }
  return changed;
}

async function appsOf(
  database: Database,
  root: string,
  { batchId, source }: { batchId: number; source: SourceKind },
  month: Month,
): Promise<string[]> {
  const since = kindTable[source].livesOn ? '' : ` and usage_date >= date '${firstDay(month)}'`;
  const segments = await database.rows<{ path: string }>(
    `select path from segments
     where batch_id = ${batchId} and usage_date <= date '${lastDay(month)}'${since}
       and path not in (select path from removed_segments) order by path`,
  );
  if (segments.length === 0) return [];
  const paths = segments.map(({ path }) => join(root, path));
  const rows = await database.rows<{ app_id: string }>(
    `select distinct app_id from ${parquetRows(paths)} order by app_id`,
  );
  return rows.map(({ app_id }) => app_id);
}
