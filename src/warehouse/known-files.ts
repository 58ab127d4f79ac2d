import { type Database, quoted } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { SourceKind } from '../metrics/source-kinds.ts';
import type { CheckedBatch } from './load-records.ts';

/** State of a batch: it counts, a load replaced it, or a person withdrew it. */
export type BatchState = 'counts' | 'replaced' | 'withdrawn';

/** A delivered file as it was when it was loaded last. */
export interface KnownDelivery {
  source: SourceKind;
  path: string;
  fingerprint: string;
  sha256: string;
  /** Hash of its entry; empty if that is not known. */
  entry: string;
  batchId: bigint;
  /** Size of its expanded content. */
  bytes: number;
  lines: number;
  state: BatchState;
}

/** Returns the key of a file in {@link readKnownDeliveries}. */
export function deliveryKey(source: SourceKind, path: string): string {
  return `${source}\n${path}`;
}

/** Reads all known files, by {@link deliveryKey}. */
export async function readKnownDeliveries(database: Database): Promise<Map<string, KnownDelivery>> {
  const rows = await database.rows<
    Record<'source' | 'path' | 'fingerprint' | 'sha256' | 'entry' | 'state', string> &
      Record<'batch_id' | 'bytes' | 'lines', bigint>
  >(queryText('warehouse/known_deliveries'));
  return new Map(
    rows.map(({ batch_id, bytes, lines, ...row }) => [
      deliveryKey(row.source as SourceKind, row.path),
      {
        ...(row as Pick<
          KnownDelivery,
          'source' | 'path' | 'fingerprint' | 'sha256' | 'entry' | 'state'
        >),
        batchId: batch_id,
        bytes: Number(bytes),
        lines: Number(lines),
      },
    ]),
  );
}

/** Updates fingerprint and entry of known files. Their batches stay the same. */
export async function refreshDeliveries(
  database: Database,
  files: readonly Pick<CheckedBatch, 'source' | 'path' | 'fingerprint' | 'entry'>[],
): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map(({ source, path, fingerprint, entry }) =>
    [source, path, fingerprint, entry].map(quoted).join(', '),
  );
  await database.run(
    `update deliveries set fingerprint = now.fingerprint, entry_sha256 = now.entry
     from (values ${rows.map((row) => `(${row})`).join(', ')}) as now (source, path, fingerprint, entry)
     where deliveries.source = now.source and deliveries.path = now.path`,
  );
}

/** A content that a batch has, and an entry that read it. */
export interface KnownContent {
  source: SourceKind;
  sha256: string;
  /** Hash of its entry; empty if it fits any entry. */
  entry: string;
  batchId: bigint;
  state: BatchState;
}

/**
 * Reads the contents of all batches, those that count last. A batch fits any entry if its own is not
 * known, or if a person withdrew it and imbill.yaml no longer has its entry.
 *
 * @param entries Hashes of the entries that imbill.yaml has.
 */
export async function readKnownContents(
  database: Database,
  entries: readonly string[],
): Promise<KnownContent[]> {
  const rows = await database.rows<
    Record<'source' | 'sha256' | 'entry' | 'state', string> & { batch_id: bigint }
  >(queryText('warehouse/known_contents'), { entries: JSON.stringify(entries) });
  return rows.map(({ source, sha256, entry, state, batch_id }) => ({
    source: source as SourceKind,
    sha256,
    entry,
    state: state as BatchState,
    batchId: batch_id,
  }));
}
