import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { recordAudit } from './audit.ts';

/** A segment that an erasure replaced, or whose rows it removed. */
export interface ErasedSegment {
  batchId: bigint;
  path: string;
  sha256: string;
  /** Segment in its place; null if the rows are gone. */
  newPath: string | null;
  newSha256: string | null;
}

/** Hashes of a batch's rejected lines, as evidence has them, before and after an erasure. */
export interface ErasedRejects {
  batchId: bigint;
  sha256: string;
  newSha256: string;
}

/** An erasure, as its job describes it. */
export interface Erasure {
  action: 'erase' | 'retain';
  reason: string;
  segments: readonly ErasedSegment[];
  rejects: readonly ErasedRejects[];
  /** Texts in the place of a user's id. */
  tokens: readonly string[];
  /** Further facts for the audit. They must not name a user. */
  detail: Readonly<Record<string, unknown>>;
}

/** Key in `meta` of an erasure after which old texts are still on the disk. */
export const unfinishedKey = 'unfinished_erasure';

/**
 * Records an erasure and its entry in the audit, within the caller's transaction. From then on the next command that
 * opens the warehouse finishes it.
 *
 * @returns Its number, from 1.
 */
export async function recordErasure(database: Database, erasure: Erasure): Promise<bigint> {
  const { number } = await database.one<{ number: bigint }>(
    "select count(*) + 1 as number from audit where action in ('erase', 'retain')",
  );
  for (const { batchId, path, sha256, newPath, newSha256 } of erasure.segments)
    await database.run(
      `insert into erased_segments values (${number}, ${batchId}, $path, $sha256, $newPath, $newSha256)`,
      { path, sha256, newPath, newSha256 },
    );
  for (const { batchId, sha256, newSha256 } of erasure.rejects)
    await database.run(
      `insert into erased_rejects values (${number}, ${batchId}, $sha256, $newSha256)`,
      { sha256, newSha256 },
    );
  for (const token of new Set(erasure.tokens))
    await database.run(`insert into erased_tokens values (${number}, $token)`, { token });
  const { action, reason, detail } = erasure;
  await recordAudit(database, {
    action,
    subject: `erasure ${number}`,
    reason,
    detail: { ...detail, sha256: await hashOfErasure(database, number) },
  });
  await database.run(`insert or replace into meta values ('${unfinishedKey}', '${number}')`);
  return number;
}

/** Calculates the hash of the rows of an erasure, which its entry in the audit holds. */
export async function hashOfErasure(database: Database, erasure: bigint): Promise<string> {
  const segments = await database.rows(
    `select * from erased_segments where erasure = ${erasure} order by batch_id, path`,
  );
  const rejects = await database.rows(
    `select * from erased_rejects where erasure = ${erasure} order by batch_id`,
  );
  const tokens = await database.rows(
    `select * from erased_tokens where erasure = ${erasure} order by token`,
  );
  const texts = [...segments, ...rejects, ...tokens].map((row) =>
    Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
  );
  return sha256Of(canonicalJson(texts));
}

/** Reads the hashes of rejected lines, by batch, as evidence has them. */
export async function rejectHashes(database: Database): Promise<Map<bigint, string>> {
  const rows = await database.rows<{ batch_id: bigint; rejects_sha256: string }>(
    "select batch_id, rejects_sha256 from evidence_batches where rejects_sha256 <> ''",
  );
  return new Map(rows.map(({ batch_id, rejects_sha256 }) => [batch_id, rejects_sha256]));
}

/** Hashes that a batch had in evidence before erasures. */
export interface FormerHashes {
  segments: Set<string>;
  rejects: Set<string>;
}

/** Reads which hashes batches had before each erasure, by batch. Other batches are left out. */
export async function formerHashes(database: Database): Promise<Map<bigint, FormerHashes>> {
  const former = new Map<bigint, FormerHashes>();
  const of = (batchId: bigint) => {
    const known = former.get(batchId) ?? { segments: new Set(), rejects: new Set() };
    former.set(batchId, known);
    return known;
  };
  const rejects = await database.rows<{ batch_id: bigint; sha256: string }>(
    'select batch_id, sha256 from erased_rejects',
  );
  for (const { batch_id, sha256 } of rejects) of(batch_id).rejects.add(sha256);
  for (const [batchId, hashes] of await formerSegments(database))
    for (const hash of hashes) of(batchId).segments.add(hash);
  return former;
}

interface SegmentState {
  [column: string]: string | bigint;
  batch_id: bigint;
  usage_date: string;
  path: string;
  sha256: string;
}

interface Replaced {
  [column: string]: string | bigint;
  erasure: bigint;
  batch_id: bigint;
  path: string;
  sha256: string;
  new_path: string;
}

/** Undoes the erasures of each batch from the last to the first, and hashes its segments after each step. */
async function formerSegments(database: Database): Promise<Map<bigint, string[]>> {
  const replaced = await database.rows<Replaced>(
    `select erasure, batch_id, path, sha256, new_path from erased_segments
     where new_path is not null order by erasure desc, batch_id`,
  );
  const hashes = new Map<bigint, string[]>();
  if (replaced.length === 0) return hashes;
  const states = await statesOf(database);
  for (const [index, step] of replaced.entries()) {
    const state = states.get(step.batch_id);
    const segment = state?.get(step.new_path);
    if (state === undefined || segment === undefined) continue;
    state.delete(step.new_path);
    state.set(step.path, { ...segment, path: step.path, sha256: step.sha256 });
    const next = replaced[index + 1];
    if (next?.erasure === step.erasure && next.batch_id === step.batch_id) continue;
    const known = hashes.get(step.batch_id) ?? [];
    hashes.set(step.batch_id, [...known, hashOfSegments([...state.values()])]);
  }
  return hashes;
}

async function statesOf(database: Database): Promise<Map<bigint, Map<string, SegmentState>>> {
  const rows = await database.rows<SegmentState>(queryText('erase/segments_of_erased_batches'));
  const states = new Map<bigint, Map<string, SegmentState>>();
  for (const row of rows) {
    const state = states.get(row.batch_id) ?? new Map<string, SegmentState>();
    states.set(row.batch_id, state.set(row.path, row));
  }
  return states;
}

/** Hashes the segments of a batch as the view `evidence_batches` does. */
function hashOfSegments(segments: readonly SegmentState[]): string {
  const key = ({ usage_date, path }: SegmentState) => `${usage_date} ${path}`;
  const sorted = segments.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  return sha256Of(sorted.map(({ usage_date, sha256 }) => `${usage_date} ${sha256}`).join('\n'));
}
