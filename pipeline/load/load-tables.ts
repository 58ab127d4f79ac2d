import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { canonicalJson } from '../../src/base/json.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import { fixedOffsetMinutes } from '../../src/calendar/fixed-offset.ts';
import { Database, quoted } from '../../src/duckdb/duckdb.ts';
import { parquetFooters } from '../../src/duckdb/file-rows.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { TableSource } from '../../src/intake/records/table-sources.ts';
import type { RowsOfDay } from '../../src/intake/records/write-rows.ts';
import { storeFact } from '../../src/ledger/facts.ts';
import { findSameTable, readTableFact, type TableFact } from '../../src/ledger/table-facts.ts';
import { deliveredMetrics } from '../../src/metrics/catalogue.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import type { TableRules } from '../../src/spark/tables/checked-rows.ts';
import type {
  CopiedTable,
  RejectedRow,
  TableFingerprint,
  TableReading,
  TableWork,
} from '../../src/spark/tables/copy-table.ts';
import { assertNothingComesBack } from '../../src/warehouse/erased-rows.ts';
import { rowMark } from '../../src/warehouse/hash-segments.ts';
import { type KnownDelivery, refreshDeliveries } from '../../src/warehouse/known-files.ts';
import { recordRefusal } from '../../src/warehouse/load-records.ts';
import { sealRows } from '../../src/warehouse/segments.ts';
import type { Effects } from '../effects/effects.ts';
import { acceptedUntil } from '../effects/workers.ts';
import type { BatchRecorder, WrittenBatch } from './batch-recorder.ts';
import type { PlannedTable } from './load-plan.ts';
import type { LoadedFiles } from './settle-content.ts';

/** A load of tables: what it is given, and what it adds to. */
interface TableLoad {
  effects: Effects;
  recorder: BatchRecorder;
  loadId: number;
  loaded: LoadedFiles;
}

/** Tables of a load, as far as they were read. */
interface LoadedTables {
  /** Number of tables that did not change. */
  known: number;
  /** Paths of known tables that nobody looked at, as this command uses no Spark. Their rows still count. */
  notRead: string[];
}

/** A table with more rejected rows is refused: each kept row is evidence, and so many can only be a fault. */
const mostRejectedRows = 100_000;
/** Rejected rows that are kept of a refused table. */
const shownRejects = 1000;

/**
 * Loads the tables of the sources, one after the other: Spark checks the rows and writes the segments. A table whose
 * snapshot or rows are as they were is not copied. A later snapshot replaces the rows of the former one.
 *
 * @throws {UserError} (exit 3) If the time zone has no fixed offset, or a new table cannot be read without Spark.
 */
export async function loadTables(
  job: TableLoad,
  tables: readonly PlannedTable[],
): Promise<LoadedTables> {
  const result: LoadedTables = { known: 0, notRead: [] };
  if (tables.length === 0) return result;
  const { effects, recorder, loaded } = job;
  const { spark } = effects;
  if (spark === undefined) return { ...result, notRead: leaveUnread(tables) };
  const rules = rulesOf(effects);
  const progress = effects.progress.start('Loading tables', tables.length);
  const unfollow = spark.follow(progress);
  const pending: PendingTable[] = [];
  try {
    for (const table of tables) {
      try {
        if (await loadTable({ ...job, spark, rules, pending }, table)) result.known++;
      } catch (error) {
        if (!(error instanceof UserError) || error.exitCode !== exitCodes.badInput) throw error;
        loaded.problems.push(error.message);
        const refused = { source: table.source.kind, path: table.path };
        await recorder.write((warehouse) => recordRefusal(warehouse, refused, error.message));
      }
      await recorder.end();
      progress.advance(table.path);
    }
  } finally {
    unfollow();
    progress.end();
  }
  return result;
}

/** @throws {UserError} (exit 3) If a table was never loaded: its rows would be missing. */
function leaveUnread(tables: readonly PlannedTable[]): string[] {
  const fresh = tables.find(({ before, isAsked }) => before === undefined || isAsked);
  if (fresh === undefined) return tables.map(({ path }) => path);
  throw new UserError(
    `${fresh.path}: only Spark reads tables, and this command uses DuckDB.\nAccepted: tables that were loaded before; their rows are in the lake.\nRun it without --engine duckdb.`,
    exitCodes.badInput,
  );
}

function rulesOf(effects: Effects): TableRules {
  const { timezone, slotSeconds } = effects.settings;
  const offsetMinutes = fixedOffsetMinutes(timezone);
  if (offsetMinutes === null)
    throw new UserError(
      `timezone is ${timezone}, whose offset from UTC changes. Spark and DuckDB are not proved to cut such days alike, so tables are not loaded.\nAccepted: zones with one offset, such as Asia/Shanghai or UTC.\nExport the rows to files, and load these.`,
      exitCodes.badInput,
    );
  const accepted = acceptedUntil(effects) ?? endOfTimes;
  return {
    offsetMinutes,
    slotSeconds,
    acceptedUntil: accepted < endOfTimes ? accepted : endOfTimes,
    metricNames: deliveredMetrics(),
  };
}

const endOfTimes = '2100-01-01T00:00:00Z';

interface OneTable extends TableLoad {
  spark: SparkEngine;
  rules: TableRules;
  /** Tables of this load that are recorded only at its end. */
  pending: PendingTable[];
}

interface PendingTable {
  path: string;
  entry: string;
  fact: TableFact;
}

/** @returns True if the table is as it was. */
async function loadTable(job: OneTable, planned: PlannedTable): Promise<boolean> {
  const { spark, rules } = job;
  const { openTable } = await import('../../src/spark/tables/table-snapshot.ts');
  const session = await spark.session();
  const table = await openTable(session, planned.source);
  const folder = join(spark.places.scratch, `table-${randomUUID()}`);
  const sparkVersion = await spark.version();
  const work: TableWork = { session, sparkVersion, folder, pathForSpark: spark.pathForSpark };
  const zoneMinutes = await offsetOf(planned.source, job.effects);
  const reading: TableReading = { source: planned.source, table, rules, zoneMinutes };
  let isKept = false;
  try {
    if (await isUnchanged(job, planned, { work, reading })) return true;
    const outcome = await copyRows(job, planned, { work, reading });
    isKept = outcome === 'written';
    return outcome === 'known';
  } finally {
    if (!isKept) await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the offset of local times of a source; undefined if it names no zone. */
async function offsetOf(source: TableSource, { warehouse }: Effects): Promise<number | undefined> {
  if (source.timeZone === undefined) return undefined;
  await learnZones([source.timeZone], warehouse);
  const minutes = fixedOffsetMinutes(source.timeZone);
  if (minutes !== null) return minutes;
  throw new UserError(
    `time_zone of the table ${source.table} is ${source.timeZone}, whose offset from UTC changes.\nAccepted: zones with one offset, such as Asia/Shanghai or UTC.\nConvert the times in a select: to_utc_timestamp(time, '${source.timeZone}').`,
    exitCodes.badInput,
  );
}

interface TableRead {
  work: TableWork;
  reading: TableReading;
}

/** Tells whether a known table is as it was: by its snapshot, or without one by the fingerprint of its rows. */
async function isUnchanged(
  { recorder }: OneTable,
  planned: PlannedTable,
  { work, reading }: TableRead,
): Promise<boolean> {
  const before = formerOf(planned);
  if (before === undefined) return false;
  const { snapshot } = reading.table;
  if (snapshot !== undefined) return before.fingerprint === `snapshot ${snapshot}`;
  const { readFingerprint } = await import('../../src/spark/tables/copy-table.ts');
  return isOfBefore(recorder, before, await readFingerprint(work, reading));
}

/** Returns the table as it was known by the same entry, unless it must be read again. */
function formerOf({ before, entry, isAsked }: PlannedTable): KnownDelivery | undefined {
  const isUsable = !isAsked && before?.entry === entry && before.state !== 'replaced';
  return isUsable ? before : undefined;
}

/** Tells whether rows are those that a table held before. */
async function isOfBefore(
  recorder: BatchRecorder,
  { sha256 }: KnownDelivery,
  now: TableFingerprint,
): Promise<boolean> {
  const fact = await recorder.write((warehouse) => readTableFact(warehouse, sha256));
  return fact !== undefined && isSame(now, fact);
}

function isSame(a: TableFingerprint, b: TableFingerprint): boolean {
  return a.rows === b.rows && a.hash_sum === b.hash_sum && a.hash_xor === b.hash_xor;
}

/** Text that changes whenever a table does. */
function fingerprintText(snapshot: string | undefined, found: TableFingerprint): string {
  if (snapshot !== undefined) return `snapshot ${snapshot}`;
  return `rows ${found.rows} sum ${found.hash_sum} xor ${found.hash_xor}`;
}

/**
 * Outcome of a table: as it was, the rows of a batch that is there already, written for a new batch, or refused. Only
 * written rows still need their folder.
 */
type TableOutcome = 'known' | 'recorded' | 'written' | 'refused';

/** Copies the rows of a table and hands them to the recorder, or to those that wait for the end of the load. */
async function copyRows(
  job: OneTable,
  planned: PlannedTable,
  { work, reading }: TableRead,
): Promise<TableOutcome> {
  const { recorder, loaded } = job;
  const { source, path, entry, before, isAsked } = planned;
  const { copyTable } = await import('../../src/spark/tables/copy-table.ts');
  const copied = await copyTable(work, reading);
  const fact = factOf(reading, copied.fingerprint);
  const fingerprint = fingerprintText(reading.table.snapshot, copied.fingerprint);
  const sha256 = sha256Of(canonicalJson(fact));
  const content = { source: source.kind, path, fingerprint, sha256, entry };
  const former = formerOf(planned);
  if (former !== undefined && (await isOfBefore(recorder, former, copied.fingerprint))) {
    // Another snapshot of the same rows, as a table has after it was compacted.
    await recorder.write((warehouse) => refreshDeliveries(warehouse, [content]));
    return 'known';
  }
  const same = await recorder.write((warehouse) => findSameTable(warehouse, content, fact));
  if (same !== undefined && before === undefined && !isAsked) {
    await recorder.recordDuplicate({ ...content, sha256: same.sha256 }, same);
    return 'recorded';
  }
  refuseSameRows(job.pending, { path, entry, fact });
  const known = isAsked ? undefined : recorder.findKnown(content);
  const change = isAsked ? 'asked' : before?.entry === entry ? 'changed' : 'settings';
  if (known !== undefined && known.batchId !== before?.batchId) {
    loaded.waiting.push({ content, change, known, ...(before && { before }) });
    return 'recorded';
  }
  if (copied.counts.rejected > mostRejectedRows) {
    await refuseTable(job, planned, copied, work.folder);
    return 'refused';
  }
  const batch = await writeBatch(job, planned, { copied, content, folder: work.folder });
  await recorder.write((warehouse) => storeFact(warehouse, 'table', fact));
  const isPending = batch.counts.rejected > 0 || before !== undefined;
  if (isPending) job.pending.push({ path, entry, fact });
  if (batch.counts.rejected > 0) loaded.withRejects.push(batch);
  if (before !== undefined) loaded.waiting.push({ content, change, before, batch });
  else if (batch.counts.rejected === 0) recorder.add(batch);
  return 'written';
}

/** @throws {UserError} (exit 3) If another table of this load has the same rows: they would count twice. */
function refuseSameRows(
  pending: readonly PendingTable[],
  { path, entry, fact }: PendingTable,
): void {
  const same = pending.find((one) => one.entry === entry && isSame(one.fact, fact));
  if (same === undefined || same.fact.source !== fact.source) return;
  throw new UserError(
    `${path} has the same ${fact.rows} rows as ${same.path}, which this load reads too.\nAccepted: rows that are in one table of a kind.\nRemove one of both from imbill.yaml, or load again: what is recorded then counts once.`,
    exitCodes.badInput,
  );
}

function factOf({ source, table }: TableReading, fingerprint: TableFingerprint): TableFact {
  return {
    format: 'imbill-table/1',
    source: source.kind,
    table: source.table,
    ...(table.snapshot === undefined ? {} : { snapshot: table.snapshot }),
    columns: source.columns,
    constants: source.constants,
    ...fingerprint,
  };
}

type Content = Pick<WrittenBatch, 'source' | 'path' | 'fingerprint' | 'sha256' | 'entry'>;

async function writeBatch(
  { effects, loadId, recorder }: OneTable,
  { isAsked, source, before }: PlannedTable,
  { copied, content, folder }: { copied: CopiedTable; content: Content; folder: string },
): Promise<WrittenBatch> {
  const days = await copied.writeDays();
  await assertRows(content.path, days, copied.counts.accepted);
  const rejectsPath = join(folder, 'rejects.parquet');
  const { rejected } = copied.counts;
  if (rejected > 0) await writeRejects(rejectsPath, await copied.rejectedRows(rejected));
  const name = [content.sha256, content.entry, ...(isAsked ? [loadId] : [])].join(' ');
  const batchName = sha256Of(name).slice(0, 32);
  const place = { source: content.source, batchName };
  const sealed = await sealRows(effects.workspace, place, days);
  const hashed = await recorder.userIds.hash(source, {
    segments: sealed,
    ...(rejected > 0 && { rejectsPath }),
    folder,
  });
  await assertNothingComesBack(recorder.erased, { content, before }, hashed.segments);
  return {
    ...content,
    counts: copied.counts,
    isReadAgain: isAsked,
    bytes: 0,
    scratchDir: folder,
    ...hashed,
  };
}

/** Compares the rows that the files of Spark hold here with those that it counted. */
async function assertRows(
  path: string,
  days: readonly RowsOfDay[],
  accepted: number,
): Promise<void> {
  const files = days.map((day) => day.path);
  const database = await Database.open({ threads: 1 });
  try {
    const counted =
      files.length === 0
        ? []
        : await database.rows<{ file_name: string; rows: bigint }>(
            `select file_name, cast(num_rows as bigint) as rows from ${parquetFooters(files)}`,
          );
    const rowsOf = new Map(counted.map(({ file_name, rows }) => [file_name, Number(rows)]));
    const wrong = days.find((day) => rowsOf.get(day.path) !== day.rows);
    const total = days.reduce((sum, { rows }) => sum + rows, 0);
    if (wrong === undefined && total === accepted) return;
    throw new UserError(
      `${path}: Spark counted ${wrong?.rows ?? accepted} accepted rows${wrong ? ` of ${wrong.usageDate}` : ''}, and its files hold ${wrong ? rowsOf.get(wrong.path) : total} here.\nRun the load again. If it fails again, check that engine.spark.shared is one folder for all. Nothing was recorded.`,
      exitCodes.failed,
    );
  } finally {
    database.close();
  }
}

/** Writes rejected rows as the warehouse reads them. They are numbered, as a table has no lines. */
async function writeRejects(path: string, rows: readonly RejectedRow[]): Promise<void> {
  const database = await Database.open({ threads: 1 });
  try {
    await database.run(
      'create table rejected (line_number bigint, column_name varchar, value varchar, reason varchar)',
    );
    for (let from = 0; from < rows.length; from += rowsAtATime) {
      const part = rows
        .slice(from, from + rowsAtATime)
        .map(({ column, value, reason, row }, at) => {
          const texts = [column, value, `${reason}${rowMark}${row}`].map(quoted);
          return `(${from + at + 1}, ${texts.join(', ')})`;
        });
      await database.run(`insert into rejected values ${part.join(', ')}`);
    }
    await database.run(`copy rejected to ${quoted(path)} (format parquet)`);
  } finally {
    database.close();
  }
}

const rowsAtATime = 1000;

/** Refuses a table with very many rejected rows: tells how many there are of each reason, and keeps the first. */
async function refuseTable(
  { recorder, loaded }: OneTable,
  { source, path }: PlannedTable,
  copied: CopiedTable,
  folder: string,
): Promise<void> {
  const reasons = await copied.rejectReasons();
  const list = reasons
    .slice(0, 10)
    .map(({ column, reason, rows }) => `  ${rows} rows: ${column} ${reason}`);
  const more = reasons.length > 10 ? [`  and ${reasons.length - 10} more reasons`] : [];
  const { lines, rejected } = copied.counts;
  const reason = `${rejected} of its ${lines} rows were rejected`;
  const rejectsPath = join(folder, 'rejects.parquet');
  await mkdir(folder, { recursive: true });
  await writeRejects(rejectsPath, await copied.rejectedRows(shownRejects));
  const isHashed = source.userIds === 'hmac';
  const shown = isHashed ? await recorder.userIds.withoutText(rejectsPath, folder) : rejectsPath;
  const refused = { source: source.kind, path, counts: copied.counts, rejectsPath: shown };
  await recorder.write((warehouse) => recordRefusal(warehouse, refused, reason));
  loaded.problems.push(
    [
      `${path}: ${reason}, more than the ${mostRejectedRows} of which each is kept as evidence:`,
      ...list,
      ...more,
      'Correct columns: in imbill.yaml, or leave such rows out in a select with a where. imbill sql "select * from rejects" lists the first.',
    ].join('\n'),
  );
}
