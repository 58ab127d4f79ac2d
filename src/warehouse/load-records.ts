import { zoneHash, zoneOf } from '../calendar/zone.ts';
import type { Database } from '../engines/duckdb.ts';
import { quoted } from '../engines/duckdb.ts';
import { parquetRows } from '../engines/file-rows.ts';
import { learnZones } from '../engines/time-zones.ts';
import { exitCodes, UserError } from '../errors.ts';
import type { SourceKind } from '../sources/canonical-columns.ts';
import type { LineCounts } from '../sources/check-file.ts';
import { type LateMonth, lateMonthsOfLoad, recordLateData } from './late-data.ts';
import { nextMoments } from './moment.ts';

/** A delivered file of which every line is accounted for and whose segments lie in the lake. */
export interface CheckedBatch {
  source: SourceKind;
  /** Relative to the workspace, with `/`. */
  path: string;
  /** Changes whenever the file does: size, times, inode. */
  fingerprint: string;
  sha256: string;
  bytes: number;
  counts: LineCounts;
  segments: Segment[];
  /** Parquet file of the rejected lines; absent where there are none. */
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

/**
 * The load to continue, if the last one was killed, or a new one: what a load took in is judged
 * together, however often it was interrupted.
 */
export async function beginLoad(database: Database): Promise<number> {
  const [open] = await database.rows<{ load_id: bigint }>(
    'select load_id from loads where not is_finished',
  );
  if (open !== undefined) return Number(open.load_id);
  const { load_id } = await database.one<{ load_id: bigint }>(
    'insert into loads select coalesce(max(load_id), 0) + 1, false from loads returning load_id',
  );
  return Number(load_id);
}

/**
 * Keeps the zone in which the lake's days are cut.
 *
 * @throws {UserError} (exit 3) If files were loaded with another one: a day would mean two things.
 */
export async function keepTimeZone(database: Database, timeZone: string): Promise<void> {
  const [kept] = await database.rows<{ value: string; is_empty: boolean }>(
    `select value, not exists (select 1 from batches) as is_empty from meta where key = 'timezone'`,
  );
  const isOther = kept !== undefined && kept.value !== timeZone && !kept.is_empty;
  if (isOther && !(await areSameZone([kept.value, timeZone], database))) {
    throw new UserError(
      `imbill.yaml: timezone is "${timeZone}", but the files of this workspace were loaded with "${kept.value}".\nAccepted: ${kept.value}. For another zone make a new workspace and load the files there.`,
      exitCodes.badInput,
    );
  }
  await database.run("insert or replace into meta values ('timezone', $timeZone)", { timeZone });
}

/** Tells whether two names, such as PRC and Asia/Shanghai, have the same offsets at all times. */
async function areSameZone([a, b]: [string, string], database: Database): Promise<boolean> {
  await learnZones([a, b], database);
  return zoneHash(zoneOf(a)) === zoneHash(zoneOf(b));
}

/**
 * Ends a load, and records which issued months its files hold rows of, all or nothing.
 *
 * @returns These months.
 */
export function finishLoad(database: Database, loadId: number): Promise<LateMonth[]> {
  return database.transaction(async () => {
    const late = await lateMonthsOfLoad(database, loadId);
    await recordLateData(database, late);
    await database.run(`update loads set is_finished = true where load_id = ${loadId}`);
    return late;
  });
}

/** A delivered file as it was when it was taken in. */
export interface KnownDelivery {
  fingerprint: string;
  sha256: string;
  /** Whether what it held counts no more. */
  is_withdrawn: boolean;
}

/** Files that are known, by source and path. */
export async function knownDeliveries(database: Database): Promise<Map<string, KnownDelivery>> {
  const rows = await database.rows<
    KnownDelivery & { [column: string]: string | boolean; source: string; path: string }
  >(`select deliveries.source, deliveries.path, fingerprint, deliveries.sha256,
      withdrawn_at is not null as is_withdrawn
    from deliveries left join batches using (batch_id)`);
  return new Map(rows.map((row) => [`${row.source}\n${row.path}`, row]));
}

/** Notes that a known file was copied or touched, and still holds what it held. */
export async function refreshDelivery(
  database: Database,
  file: Pick<CheckedBatch, 'source' | 'path' | 'fingerprint'>,
): Promise<void> {
  const { source, path, fingerprint } = file;
  await database.run(
    'update deliveries set fingerprint = $fingerprint where source = $source and path = $path',
    { source, path, fingerprint },
  );
}

/** A file and what it holds. */
export type DeliveredContent = Pick<CheckedBatch, 'source' | 'path' | 'fingerprint' | 'sha256'>;

/** Contents that a batch has. */
export function knownContents(
  database: Database,
): Promise<{ source: SourceKind; sha256: string }[]> {
  return database.rows('select source, sha256 from batches');
}

/**
 * Records batches of different contents, with their segments and rejects, all or nothing. A transaction of
 * many costs little more than one of a single batch.
 */
export async function recordBatches(
  database: Database,
  loadId: number,
  batches: readonly CheckedBatch[],
): Promise<void> {
  if (batches.length === 0) return;
  await database.transaction(async () => {
    const { last } = await database.one<{ last: bigint }>(
      'select coalesce(max(batch_id), 0) as last from batches',
    );
    const moment = await nextMoments(database, batches.length);
    const numbered = batches.map((batch, index) => ({
      ...{ batch, batchId: last + 1n + BigInt(index), moment: moment + BigInt(index) },
    }));
    await insertRows(
      database,
      'batches',
      numbered.map(({ batch, batchId, moment }) => {
        const { lines, headers, accepted, ignored, rejected } = batch.counts;
        const counts = [lines, headers, accepted, ignored, rejected];
        const { source, path, sha256, bytes } = batch;
        return [batchId, loadId, source, path, sha256, bytes, ...counts, moment, null];
      }),
    );
    await insertRows(
      database,
      'segments',
      numbered.flatMap(({ batch, batchId }) =>
        batch.segments.map(({ usageDate, path, sha256, lines, rows }) => [
          ...[batchId, batch.source, usageDate, path, sha256, lines, rows],
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
  });
}

/**
 * Records that a file holds what a batch already has. Of two files of one load the one whose path
 * sorts first gives the batch its name, whichever was read first.
 */
export async function recordDuplicate(
  database: Database,
  loadId: number,
  file: DeliveredContent,
): Promise<void> {
  await database.transaction(async () => {
    const { source, path, sha256 } = file;
    const known = await database.one<{ batch_id: bigint; load_id: bigint; path: string }>(
      'select batch_id, load_id, path from batches where source = $source and sha256 = $sha256',
      { source, sha256 },
    );
    const isFirst = known.load_id === BigInt(loadId) && path < known.path;
    if (isFirst) {
      const named = `set path = $path where batch_id = ${known.batch_id}`;
      await database.run(`update batches ${named}`, { path });
      await database.run(`update rejects ${named}`, { path });
      await database.run(
        'update deliveries set is_duplicate = true where source = $source and path = $path',
        { source, path: known.path },
      );
    }
    const delivery = { ...file, batchId: known.batch_id, isDuplicate: !isFirst };
    await recordDeliveries(database, loadId, [delivery]);
    await forgetRefusals(database, [file]);
  });
}

/** Records that nothing of a file is used, with its rejected lines for people to look at. */
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
  const rows = deliveries.map(({ source, path, fingerprint, sha256, batchId, isDuplicate }) => [
    ...[source, path, fingerprint, sha256, batchId, loadId, isDuplicate],
  ]);
  return insertRows(database, 'deliveries', rows, 'insert or replace');
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

/** Rows of values in the order of the table's columns. */
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

/** Totals of one load, as the command line shows them. */
export interface LoadTotals {
  files: number;
  duplicates: number;
  lines: number;
  headers: number;
  accepted: number;
  ignored: number;
  rejected: number;
}

export async function loadTotals(database: Database, loadId: number): Promise<LoadTotals> {
  const row = await database.one<Record<keyof LoadTotals, bigint>>(
    `select
      (select count(*) from deliveries where load_id = ${loadId}) as files,
      (select count(*) from deliveries where load_id = ${loadId} and is_duplicate) as duplicates,
      coalesce(sum(lines), 0) as lines, coalesce(sum(headers), 0) as headers,
      coalesce(sum(accepted), 0) as accepted, coalesce(sum(ignored), 0) as ignored,
      coalesce(sum(rejected), 0) as rejected
    from batches where load_id = ${loadId}`,
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
