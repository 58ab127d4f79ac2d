import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { UserError } from '../../src/base/errors.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import { isSystemError } from '../../src/base/system-error.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { deliveredFormat, type FileFormat } from '../../src/intake/bytes/delivered-format.ts';
import { type VerifiedDelivery, verifyDelivery } from '../../src/intake/bytes/verify-delivery.ts';
import { readDelivery } from '../../src/intake/records/read-delivery.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import type { FailedFile } from '../../src/jobs/load.ts';
import type { Change } from '../../src/warehouse/held-file.ts';
import { type KnownDelivery, refreshDeliveries } from '../../src/warehouse/known-files.ts';
import { type DeliveredContent, recordRefusal } from '../../src/warehouse/load-records.ts';
import { sealRows } from '../../src/warehouse/segments.ts';
import type { Effects } from '../effects/effects.ts';
import { planMemory } from '../effects/memory-plan.ts';
import { openWorkers, type Workers } from '../effects/workers.ts';
import type { BatchRecorder, KnownBatch, WaitingFile, WrittenBatch } from './batch-recorder.ts';
import { explainTrouble, isWorthAnotherInstance } from './file-trouble.ts';
import type { FreshFile } from './load-plan.ts';
import { FileReader, type ReadRows } from './small-files.ts';

/** The files of a load, as far as each can be judged alone. */
export interface LoadedFiles {
  /** Files with rejected lines, by path. They wait until it is known how many the whole load has. */
  withRejects: WrittenBatch[];
  /** Files that replace what they held, or make a batch count again. They are recorded together at the end. */
  waiting: WaitingFile[];
  /** Reasons why files were refused. */
  problems: string[];
  /** Number of files that were copied or touched, and hold what they held. */
  untouched: number;
  /** Files whose entry changed, with the content of a withdrawn batch. */
  leftWithdrawn: string[];
  /** Files of which no login succeeded. */
  allFailed: FailedFile[];
}

interface LoadJob {
  effects: Effects;
  recorder: BatchRecorder;
  loadId: number;
}

interface FileJob extends LoadJob {
  reader: FileReader;
  /** Reads this file instead of the workers, which could not. */
  alone: Workers | undefined;
  /** Called if the file waits to be read with others. */
  onWait?: () => void;
  loaded: LoadedFiles;
}

/** DuckDB keeps what it has read of a file for as long as it may; more than this is of no use. */
const readingMegabytes = 128;

/** Files that are begun at a time: many small ones may wait to be read together. */
const filesBegun = 512;

/** Loads fresh files side by side, each from its bytes to the recorder or to those that wait. */
export async function loadFiles(job: LoadJob, files: readonly FreshFile[]): Promise<LoadedFiles> {
  const { effects, recorder } = job;
  const loaded: LoadedFiles = {
    withRejects: [],
    waiting: [],
    problems: [],
    untouched: 0,
    leftWithdrawn: [],
    allFailed: [],
  };
  if (files.length === 0) return loaded;
  const workers = await openWorkers(effects, readingMegabytes);
  const reader = new FileReader(workers, effects.workspace.scratch);
  const progress = effects.progress.start('Loading', files.length);
  // While each worker reads a file, the next one is verified. Files that wait to be read together are more.
  const task = pLimit(workers.count + 1);
  const begun = pLimit(filesBegun);
  const onIdle = () => reader.readWaiting();
  const again: FreshFile[] = [];
  let isStopped = false;
  const loadOne = async (file: FreshFile, alone?: Workers, onWait?: () => void) => {
    if (isStopped) return;
    try {
      await loadFile({ ...job, reader, alone, loaded, ...(onWait && { onWait }) }, file);
    } catch (error) {
      if (alone === undefined && isWorthAnotherInstance(error)) {
        again.push(file);
        return;
      }
      // A fault of the machine stops every file.
      isStopped ||= !(error instanceof UserError) && isSystemError(error);
      if (!(error instanceof UserError))
        throw new Error(`${file.name}: ${(error as Error).message}`, { cause: error });
      loaded.problems.push(error.message + adviseOnEntry(file));
      const refused = { source: file.source.kind, path: file.name };
      await recorder.write((warehouse) => recordRefusal(warehouse, refused, error.message));
    }
    progress.advance(file.name);
  };
  try {
    const outcomes = await Promise.allSettled(
      files.map((file) =>
        begun(() => inTurn(task, (onWait) => loadOne(file, undefined, onWait), onIdle)),
      ),
    );
    await recorder.end();
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
    workers.close();
    for (const file of again) await withOneReader(effects, (reader) => loadOne(file, reader));
    await recorder.end();
  } finally {
    progress.end();
    workers.close();
  }
  loaded.withRejects.sort((a, b) => (a.path < b.path ? -1 : 1));
  loaded.problems.sort();
  loaded.allFailed.sort((a, b) => (a.path < b.path ? -1 : 1));
  return loaded;
}

/**
 * Runs `work` within a limit, for which it no longer counts once it waits for others.
 *
 * @param onIdle Called if nothing else is to be done within the limit.
 */
async function inTurn(
  limit: LimitFunction,
  work: (onWait: () => void) => Promise<void>,
  onIdle: () => void,
): Promise<void> {
  let working: Promise<void> | undefined;
  try {
    await limit(() => {
      const waits = new Promise<void>((onWait) => {
        working = work(onWait);
      });
      return Promise.race([working, waits]);
    });
  } finally {
    setImmediate(() => limit.activeCount + limit.pendingCount === 0 && onIdle());
  }
  await working;
}

/** Opens an instance for one file, with all the memory that there is. */
async function withOneReader(
  effects: Effects,
  work: (reader: Workers) => Promise<void>,
): Promise<void> {
  const reader = await openWorkers({ ...effects, threads: 1 });
  try {
    await work(reader);
  } finally {
    reader.close();
  }
}

/** Advises on a refused file whose entry changed: by its former entry it may have been right. */
function adviseOnEntry({ before, entry, isAsked }: FreshFile): string {
  if (before?.state !== 'counts' || (before.entry === entry && !isAsked)) return '';
  return '\nIt was read before with other settings, and the rows of that reading still count. If those settings were right, give the file an entry of its own with them in imbill.yaml.';
}

/** Loads one file: verifies it, and reads it unless its content is known. */
async function loadFile(job: FileJob, file: FreshFile): Promise<void> {
  const delivery = await verify(file, job.effects);
  try {
    const { name: path, fingerprint, entry } = file;
    const content = { source: file.source.kind, path, fingerprint, sha256: delivery.sha256, entry };
    const before = findFormer(file, delivery);
    if (await skipUnchanged(job, file, content, before)) return;
    await loadContent(job, file, delivery, { content, before });
  } finally {
    await removeExpanded(delivery);
  }
}

function verify(
  { source, path, name, before }: FreshFile,
  { maxExpandedBytes, workspace }: Effects,
): Promise<VerifiedDelivery> {
  const format = deliveredFormat(name);
  const bytesBefore = before && canGrow(format) ? { bytesBefore: before.bytes } : {};
  const { delimiter } = source;
  return verifyDelivery(
    { ...format, ...bytesBefore, path, name, scratchDir: workspace.scratch, delimiter },
    maxExpandedBytes === undefined ? {} : { maxExpandedBytes, maxRatio: 0 },
  );
}

/** Removes the expanded copy of a compressed file. */
async function removeExpanded({ contentPath, path }: VerifiedDelivery): Promise<void> {
  if (contentPath !== path) await rm(contentPath, { force: true });
}

/** Finds the former content of the file. A file that was renamed must begin with it. */
function findFormer(
  { before, name }: FreshFile,
  delivery: VerifiedDelivery,
): KnownDelivery | undefined {
  return before?.path === name || (before && hasGrown(before, delivery)) ? before : undefined;
}

/** Skips a file with the content that it had, unless it must be read again, and notes its times and entry. */
async function skipUnchanged(
  { recorder, loaded }: FileJob,
  { isAsked }: FreshFile,
  content: DeliveredContent,
  before: KnownDelivery | undefined,
): Promise<boolean> {
  const { source, sha256, entry, path } = content;
  if (isAsked || before?.sha256 !== sha256 || before.source !== source) return false;
  if (before.entry === entry) loaded.untouched++;
  else if (before.state === 'withdrawn') loaded.leftWithdrawn.push(path);
  else return false;
  await recorder.write((warehouse) => refreshDeliveries(warehouse, [content]));
  return true;
}

/** Hands the rows of a file to the recorder or to those that wait, unless its content is known. */
async function loadContent(
  job: FileJob,
  file: FreshFile,
  delivery: VerifiedDelivery,
  { content, before }: { content: DeliveredContent; before: KnownDelivery | undefined },
): Promise<void> {
  const { recorder, loaded } = job;
  const known = file.isAsked ? undefined : otherBatch(recorder.findKnown(content), before);
  const change = changeOf(file, before, delivery);
  const waiting = { content, change, ...(before && { before }) };
  if (known !== undefined) {
    if (before === undefined && known.state !== 'replaced')
      await recorder.recordDuplicate(content, known);
    else loaded.waiting.push({ ...waiting, known });
    return;
  }
  const batch = await writeBatch(job, file, delivery, content);
  if (batch.counts.rejected > 0) loaded.withRejects.push(batch);
  if (before !== undefined) loaded.waiting.push({ ...waiting, batch });
  else if (batch.counts.rejected === 0) recorder.add(batch);
}

/** Returns the known batch, unless it is the file's own: then its entry changed, and it must be read. */
function otherBatch(
  known: KnownBatch | undefined,
  before: KnownDelivery | undefined,
): KnownBatch | undefined {
  return known?.batchId === before?.batchId ? undefined : known;
}

/** Tells whether lines can be appended to a file. A document with the same beginning is another document. */
function canGrow({ format }: { format: FileFormat }): boolean {
  return format === 'csv' || format === 'ndjson';
}

function changeOf(
  { entry, isAsked, source }: FreshFile,
  before: KnownDelivery | undefined,
  delivery: VerifiedDelivery,
): Change {
  if (isAsked) return 'asked';
  if (before === undefined || before.source !== source.kind) return 'settings';
  if (before.sha256 === delivery.sha256) return 'settings';
  return before.entry === entry && hasGrown(before, delivery) ? 'grown' : 'changed';
}

function hasGrown(before: KnownDelivery, { sha256, sha256Before }: VerifiedDelivery): boolean {
  return before.sha256 === sha256Before && before.sha256 !== sha256;
}

/** Reads a file, and makes its rows ready to be placed in the lake. */
async function writeBatch(
  job: FileJob,
  file: FreshFile,
  delivery: VerifiedDelivery,
  content: DeliveredContent,
): Promise<WrittenBatch> {
  const { effects, loadId, loaded } = job;
  const { source, isAsked } = file;
  const { days, failureWords, ...read } = await readRows(job, file, delivery);
  // A large copy is not kept until the segments are sealed.
  await removeExpanded(delivery);
  if (failureWords !== undefined)
    loaded.allFailed.push({ path: delivery.name, words: failureWords });
  const batchName = nameBatch(content, isAsked ? loadId : undefined);
  const segments = await sealRows(effects.workspace, { source: source.kind, batchName }, days);
  return { ...content, ...read, isReadAgain: isAsked, bytes: delivery.bytes, segments };
}

/** Reads the rows of a file, with others or alone. */
function readRows(
  { effects, reader, alone, onWait }: FileJob,
  { source, entry }: FreshFile,
  delivery: VerifiedDelivery,
): Promise<ReadRows> {
  const checkSql = effects.sql.text('staging', `checked_${source.kind}`);
  const checked = { ...source, checkSql };
  const readAlone = async (database: Database) => {
    try {
      return await readIntoFolder(database, delivery, checked);
    } catch (error) {
      if (alone === undefined && isWorthAnotherInstance(error)) throw error;
      const minutes = Math.round(timeLimit(delivery.bytes) / 60_000);
      const memoryMegabytes = planMemory(effects.memoryMegabytes, 1).worker;
      throw explainTrouble(delivery.name, error, { memoryMegabytes, minutes });
    }
  };
  if (alone !== undefined) return alone.use(readAlone);
  const waits = onWait && { onWait };
  return reader.read({ delivery, source: checked, entry, readAlone, ...waits });
}

/** Reads a file into a new folder, which is left only if it was read. */
async function readIntoFolder(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
): Promise<ReadRows> {
  const scratchDir = join(delivery.scratchDir, randomUUID());
  await mkdir(scratchDir, { recursive: true });
  const guard = setTimeout(() => database.interrupt(), timeLimit(delivery.bytes));
  try {
    return { ...(await readDelivery(database, { ...delivery, scratchDir }, source)), scratchDir };
  } catch (error) {
    await rm(scratchDir, { recursive: true, force: true });
    throw error;
  } finally {
    clearTimeout(guard);
  }
}

/** Names the segments of a batch by its content and its entry; of one that is read again by the load too. */
function nameBatch({ sha256, entry }: DeliveredContent, loadId: number | undefined): string {
  const parts = [sha256, entry, ...(loadId === undefined ? [] : [loadId])];
  return sha256Of(parts.join(' ')).slice(0, 32);
}

/** Milliseconds after which a file is given up: no slow disk takes longer. */
function timeLimit(bytes: number): number {
  return 600_000 + bytes / 200;
}
