import { canonicalJson } from '../base/json.ts';
import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';

/** Versions of the program that read files on the executors of a cluster. */
export interface LoadWorker {
  imbill: string;
  duckdb: string;
  /** Such as `linux-x64`. */
  platform: string;
  /** Hash of its code and SQL. */
  code_sha256: string;
  /** Hash of the archive that was sent to the executors; absent if it was unpacked there before. */
  archive_sha256?: string;
}

/** Notes which worker read files of a load. */
export async function noteLoadWorker(
  database: Database,
  loadId: number,
  worker: LoadWorker,
): Promise<void> {
  await database.run(`insert or ignore into load_workers values (${loadId}, $worker)`, {
    worker: canonicalJson(worker),
  });
}

/** Lists the workers of the loads that brought a month's batches; empty if this machine read all of them. */
export async function monthWorkers(database: Database, month: Month): Promise<LoadWorker[]> {
  const rows = await database.rows<{ worker: string }>(queryText('warehouse/month_workers'), {
    first: firstDay(month),
    last: lastDay(month),
  });
  return rows.map(({ worker }) => JSON.parse(worker) as LoadWorker);
}
