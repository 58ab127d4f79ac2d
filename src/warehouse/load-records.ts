import type { Database } from '../duckdb/duckdb.ts';
import { quoted } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { LineCounts } from '../intake/records/judge-records.ts';
import type { SourceKind } from '../metrics/source-kinds.ts';
import { nextSequenceNumber } from './sequence-number.ts';

/** A delivered file with every line accounted for and its segments in the lake. */
export interface CheckedBatch {
  source: SourceKind;
  /** Relative to the workspace, with `/`. */
  path: string;
  /** Changes whenever the file does: size, times, inode. */
  fingerprint: string;
  sha256: string;
  /** Hash of its entry in imbill.yaml, without the file pattern. */
  entry: string;
  /** True if this entry may have read it before; it then becomes a new reading. */
  isReadAgain?: boolean;
  bytes: number;
  counts: LineCounts;
  segments: Segment[];
  /** Parquet file of the rejected lines; absent without rejects. */
  rejectsPath?: string;
}

export interface Segment {
  /** Billing day. */
  usageDate: string;
  /** Relative to the workspace. */
  path: string;
  sha256: string;
  lines: number;
  rows: number;
}

/** Facts of a load that are known when it begins. No document depends on them. */
export interface LoadStart {
  /** Such as `imbill run --month 2026-09`. */
  command: string;
  /** Version of imbill. */
  version: string;
  startedAt: Date;
}

/**
 * Returns the id of the load to continue if the last one was killed, or of a new load. All files of one
 * load are judged together, even if it was interrupted.
 */
export async function beginLoad(
  database: Database,
  { command, version, startedAt }: LoadStart,
): Promise<number> {
  const [open] = await database.rows<{ load_id: bigint }>(
    'select load_id from loads where not is_finished',
  );
  if (open !== undefined) return Number(open.load_id);
  const { load_id } = await database.one<{ load_id: bigint }>(
    `insert into loads (load_id, is_finished, command, imbill_version, started_at)
     select coalesce(max(load_id), 0) + 1, false, $command, $version, $startedAt from loads returning load_id`,
    { command, version, startedAt: startedAt.toISOString() },
  );
  return Number(load_id);
}

/** A delivered file and its content. */
export type DeliveredContent = Pick<
  CheckedBatch,
  'source' | 'path' | 'fingerprint' | 'sha256' | 'entry'
>;

/**
 * Records batches of different contents with their segments and rejects, in one transaction. A
 * transaction of many batches costs little more than one of a single batch.
 *
 * @returns Their ids, in the order of the batches.
 */
export function recordBatches(
  database: Database,
  loadId: number,
  batches: readonly CheckedBatch[],
): Promise<bigint[]> {
  return database.transaction(() => insertBatches(database, loadId, batches));
}

/** Records batches like {@link recordBatches}, within the caller's transaction. */
export async function insertBatches(
  database: Database,
  loadId: number,
  batches: readonly CheckedBatch[],
): Promise<bigint[]> {
  if (batches.length === 0) return [];
  const { last } = await database.one<{ last: bigint }>(
    'select coalesce(max(batch_id), 0) as last from batches',
  );
  const firstNumber = await nextSequenceNumber(database, batches.length);
  const readings = await readingsOf(database, batches);
  const numbered = batches.map((batch, index) => ({
    batch,
    batchId: last + 1n + BigInt(index),
    sequenceNumber: firstNumber + BigInt(index),
  }));
  await insertRows(
    database,
    'batches',
    numbered.map(({ batch, batchId, sequenceNumber }) => {
      const { lines, headers, accepted, ignored, rejected } = batch.counts;
      const counts = [lines, headers, accepted, ignored, rejected];
      const { source, path, sha256, entry, bytes } = batch;
      const reading = readings.get(batch) ?? 1n;
      const content = [source, path, sha256, entry, reading, bytes];
      return [batchId, loadId, ...content, ...counts, sequenceNumber, null];
    }),
  );
  await insertRows(
    database,
    'segments',
    numbered.flatMap(({ batch, batchId }) =>
      batch.segments.map(({ usageDate, path, sha256, lines, rows }) => [
        batchId,
        batch.source,
        usageDate,
        path,
        sha256,
        lines,
        rows,
      ]),
    ),
  );
  for (const { batch, batchId } of numbered) await insertRejects(database, batch, `${batchId}`);
  const deliveries = numbered.map(({ batch, batchId }) => ({
    ...batch,
    batchId,
    isDuplicate: false,
  }));
  await recordDeliveries(database, loadId, deliveries);
  await forgetRefusals(database, batches);
  return numbered.map(({ batchId }) => batchId);
}

/** Returns the number of the reading for each batch that is read again. */
async function readingsOf(
  database: Database,
  batches: readonly CheckedBatch[],
): Promise<Map<CheckedBatch, bigint>> {
  const readings = new Map<CheckedBatch, bigint>();
  for (const batch of batches.filter(({ isReadAgain }) => isReadAgain)) {
    const { source, sha256, entry } = batch;
    const { last } = await database.one<{ last: bigint }>(
      `select coalesce(max(reading), 0) as last from batches
       where source = $source and sha256 = $sha256 and entry_sha256 = $entry`,
      { source, sha256, entry },
    );
    readings.set(batch, last + 1n);
  }
  return readings;
}

/**
 * Records that a file holds what a batch already has. If both files are of one load, the batch is named
 * after the first path.
 */
export function recordDuplicate(
  database: Database,
  loadId: number,
  file: DeliveredContent,
  batchId: bigint,
): Promise<void> {
  return database.transaction(() => insertDuplicate(database, loadId, file, batchId));
}

/** Records a duplicate like {@link recordDuplicate}, within the caller's transaction. */
export async function insertDuplicate(
  database: Database,
  loadId: number,
  file: DeliveredContent,
  batchId: bigint,
): Promise<void> {
  const { source, path } = file;
  const known = await database.one<{ load_id: bigint; path: string }>(
    `select load_id, path from batches where batch_id = ${batchId}`,
  );
  const isFirst = known.load_id === BigInt(loadId) && path < known.path;
  if (isFirst) {
    const named = `set path = $path where batch_id = ${batchId}`;
    await database.run(`update batches ${named}`, { path });
    await database.run(`update rejects ${named}`, { path });
    await database.run(
      'update deliveries set is_duplicate = true where source = $source and path = $path',
      { source, path: known.path },
    );
  }
  const delivery = { ...file, batchId, isDuplicate: !isFirst };
  await recordDeliveries(database, loadId, [delivery]);
  await forgetRefusals(database, [file]);
}

/** Records that a file is refused, with its rejected lines for people to look at. */
export async function recordRefusal(
  database: Database,
  file: Pick<CheckedBatch, 'source' | 'path'> &
    Partial<Pick<CheckedBatch, 'counts' | 'rejectsPath'>>,
  reason: string,
): Promise<void> {
  await database.transaction(async () => {
    await forgetRefusals(database, [file]);
    await database.run(
      `insert into refused_files values ($source, $path, $reason, ${file.counts?.lines ?? 0}, ${file.counts?.rejected ?? 0})`,
      { source: file.source, path: file.path, reason },
    );
    await insertRejects(database, file, 'null');
  });
}

interface Delivery extends DeliveredContent {
  batchId: bigint;
  isDuplicate: boolean;
}

function recordDeliveries(
  database: Database,
  loadId: number,
  deliveries: readonly Delivery[],
): Promise<void> {
  const rows = deliveries.map(
    ({ source, path, fingerprint, sha256, entry, batchId, isDuplicate }) => [
      source,
      path,
      fingerprint,
      sha256,
      entry,
      batchId,
      loadId,
      isDuplicate,
    ],
  );
  return insertRows(database, 'deliveries', rows, 'insert or replace');
}

/**
 * Forgets the refusals of files that are no deliveries now: removed, or ignored.
 *
 * @param paths Paths of all deliveries.
 */
export async function forgetGoneRefusals(
  database: Database,
  paths: ReadonlySet<string>,
): Promise<void> {
  const refused = await database.rows<Pick<CheckedBatch, 'source' | 'path'> & { source: string }>(
    'select source, path from refused_files',
  );
  const gone = refused.filter(({ path }) => !paths.has(path));
  if (gone.length > 0) await database.transaction(() => forgetRefusals(database, gone));
}

async function forgetRefusals(
  database: Database,
  files: readonly Pick<CheckedBatch, 'source' | 'path'>[],
): Promise<void> {
  const named = `(source, path) in (${files.map(({ source, path }) => `(${quoted(source)}, ${quoted(path)})`).join(', ')})`;
  await database.run(`delete from refused_files where ${named}`);
  await database.run(`delete from rejects where batch_id is null and ${named}`);
}

type Value = string | number | bigint | boolean | null;

/** Inserts rows of values in the order of the table's columns. */
async function insertRows(
  database: Database,
  table: string,
  rows: readonly (readonly Value[])[],
  insert = 'insert',
): Promise<void> {
  if (rows.length === 0) return;
  const literal = (value: Value) => (typeof value === 'string' ? quoted(value) : String(value));
  const values = rows.map((row) => `(${row.map(literal).join(', ')})`);
  await database.run(`${insert} into ${table} values ${values.join(', ')}`);
}

async function insertRejects(
  database: Database,
  file: Pick<CheckedBatch, 'source' | 'path'> & Partial<Pick<CheckedBatch, 'rejectsPath'>>,
  batchId: string,
): Promise<void> {
  if (file.rejectsPath === undefined) return;
  await database.run(
    `insert into rejects
      select ${batchId}, $source, $path, line_number, coalesce(column_name, ''), coalesce(value, ''), reason
      from ${parquetRows(file.rejectsPath)} order by line_number`,
    { source: file.source, path: file.path },
  );
}

/** Totals of one load. */
export interface LoadTotals {
  files: number;
  duplicates: number;
  lines: number;
  headers: number;
  accepted: number;
  ignored: number;
  rejected: number;
}

/** Records when and how a load ended, and what it brought. A load that was stopped has no such record. */
export async function endLoad(
  database: Database,
  loadId: number,
  { endedAt, exitCode, totals }: { endedAt: Date; exitCode: number; totals: LoadTotals },
): Promise<void> {
  const { files, duplicates, lines, accepted, ignored, rejected } = totals;
  await database.run(
    `update loads set ended_at = ${quoted(endedAt.toISOString())}, exit_code = ${exitCode}, files = ${files},
       duplicates = ${duplicates}, lines = ${lines}, accepted = ${accepted}, ignored = ${ignored}, rejected = ${rejected}
     where load_id = ${loadId}`,
  );
}

export async function loadTotals(database: Database, loadId: number): Promise<LoadTotals> {
  const row = await database.one<Record<keyof LoadTotals, bigint>>(
    queryText('warehouse/load_totals'),
    { load_id: BigInt(loadId) },
  );
  return {
    files: Number(row.files),
    duplicates: Number(row.duplicates),
    lines: Number(row.lines),
    headers: Number(row.headers),
    accepted: Number(row.accepted),
    ignored: Number(row.ignored),
    rejected: Number(row.rejected),
  };
}
