import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { SourceKind } from '../../src/metrics/source-kinds.ts';
import type { BatchState } from '../../src/warehouse/known-files.ts';

/** A delivered file as it was when it was loaded last. */
export interface DeliveredFile {
  path: string;
  fingerprint: string;
  /** Hash of its expanded content. */
  sha256: string;
  batchId: bigint;
  /** File whose content it repeats; absent if it has its own. */
  sameAs?: string;
  /** Size of its expanded content. */
  bytes: number;
  /** Data rows, without headers. */
  rows: number;
  state: BatchState;
  /** When it was written, in seconds since the epoch; absent if that is not known. */
  arrivedAt?: number;
}

/** Reads the delivered files of a source, by path. */
export async function readDeliveredFiles(
  database: Database,
  source: SourceKind,
): Promise<Map<string, DeliveredFile>> {
  const rows = await database.rows<
    Record<'path' | 'fingerprint' | 'sha256' | 'batch_path' | 'state', string> &
      Record<'batch_id' | 'bytes' | 'rows', bigint> & {
        is_duplicate: boolean;
        arrived_at: bigint | null;
      }
  >(queryText('ready/delivered_files'), { source });
  return new Map(
    rows.map(({ path, fingerprint, sha256, batch_id, batch_path, state, ...row }) => [
      path,
      {
        ...{ path, fingerprint, sha256, batchId: batch_id, state: state as BatchState },
        ...(row.is_duplicate && batch_path !== path ? { sameAs: batch_path } : {}),
        bytes: Number(row.bytes),
        rows: Number(row.rows),
        ...(row.arrived_at === null ? {} : { arrivedAt: Number(row.arrived_at) }),
      },
    ]),
  );
}
