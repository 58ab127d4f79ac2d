import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { hashOfErasure } from '../../warehouse/erasures.ts';
import { comparison, type Difference } from '../difference.ts';

/**
 * Compares each erasure with its entry in the audit, and the segments and rejected lines of today with what the last
 * erasure left.
 */
export async function verifyErasures(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const rows = await database.rows<{ erasure: bigint; sha256: string | null }>(
    queryText('erase/recorded_erasures'),
  );
  for (const { erasure, sha256 } of rows)
    comparison('erasures', `erasure ${erasure}`, differences)(
      'hash of its segments',
      sha256,
      await hashOfErasure(database, erasure),
    );
  const broken = await database.rows<Record<'name' | 'expected', string>>(
    queryText('erase/broken_erasures'),
  );
  for (const { name, expected } of broken)
    comparison('erasures', name, differences)('what took its place', expected, undefined);
  return differences;
}

/** An erasure of raw rows, by its entry in the audit. */
export interface ErasedRows {
  /** Number, from 1. */
  erasure: number;
  /** `erase` replaced the id of a user; `retain` removed old rows. */
  action: 'erase' | 'retain';
  /** RFC 3339. */
  recorded_at: string;
  recorded_by: string;
  reason: string;
  segments: number;
  /** First and last billing day of the segments; null if only rejected lines were erased. */
  from: string | null;
  to: string | null;
}

/**
 * Reads the erasures of raw rows from the audit.
 *
 * @param batches Hashes of the batches that matter; absent = all.
 */
export async function erasedRows(
  database: Database,
  batches: ReadonlySet<string> | undefined,
): Promise<ErasedRows[]> {
  const rows = await database.rows<{
    [column: string]: string | bigint | boolean | null;
    erasure: bigint;
    action: 'erase' | 'retain';
    recorded_at: string;
    recorded_by: string;
    reason: string;
    segments: bigint;
    first_day: string | null;
    last_day: string | null;
  }>(queryText('erase/erased_rows_of_batches'), {
    is_all: batches === undefined,
    batches: JSON.stringify([...(batches ?? [])]),
  });
  return rows.map(({ erasure, segments, first_day: from, last_day: to, ...row }) => ({
    ...{ erasure: Number(erasure), action: row.action },
    ...{ recorded_at: row.recorded_at, recorded_by: row.recorded_by, reason: row.reason },
    ...{ segments: Number(segments), from, to },
  }));
}
