import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { UserError } from '../../src/base/errors.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import { isSystemError } from '../../src/base/system-error.ts';
import { ByteThreads } from '../../src/intake/bytes/byte-threads.ts';
import { onThisThread } from '../../src/intake/bytes/byte-work.ts';
import { deliveredFormat, type FileFormat } from '../../src/intake/bytes/delivered-format.ts';
import type { VerifiedDelivery } from '../../src/intake/bytes/verify-delivery.ts';
import { type CutDelivery, verifyInRanges } from '../../src/intake/bytes/verify-in-ranges.ts';
import type { FailedFile, UncutFile } from '../../src/jobs/load.ts';
import type { Change } from '../../src/warehouse/held-file.ts';
import { type KnownDelivery, refreshDeliveries } from '../../src/warehouse/known-files.ts';
import { type DeliveredContent, recordRefusal } from '../../src/warehouse/load-records.ts';
import type { Effects } from '../effects/effects.ts';
import { openWorkers, type Workers } from '../effects/workers.ts';
import type { BatchRecorder, KnownBatch, WaitingFile, WrittenBatch } from './batch-recorder.ts';
import { isWorthAnotherInstance } from './file-trouble.ts';
import type { FreshFile } from './load-plan.ts';
import { type ReadingJob, rangeBytesOf, readRows } from './read-rows.ts';

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
  /** Large files that one thread had to read. */
  readByOne: UncutFile[];
}

interface LoadJob {
  effects: Effects;
  recorder: BatchRecorder;
  loadId: number;
}

interface FileJob extends LoadJob, ReadingJob {
  loaded: LoadedFiles;
}

/** DuckDB keeps what it has read of a file for as long as it may; more than this is of no use. */
const readingMegabytes = 128;

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
    readByOne: [],
  };
  if (files.length === 0) return loaded;
  const workers = await openWorkers(effects, readingMegabytes);
  const threads = openThreads(effects, files, workers.count);
  const bytes = threads?.work ?? onThisThread;
  const progress = effects.progress.start('Loading', files.length);
  // While each worker reads a file, the next one is verified.
  const task = pLimit(workers.count + 1);
  const rangeTask = pLimit(workers.count + 1);
  const again: FreshFile[] = [];
  let isStopped = false;
  const loadOne = async (file: FreshFile, alone?: Workers) => {
    if (isStopped) return;
    try {
      await loadFile({ ...job, workers, alone, bytes, rangeTask, loaded }, file);
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
    const outcomes = await Promise.allSettled(files.map((file) => task(() => loadOne(file))));
    await recorder.end();
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
    workers.close();
    for (const file of again) await withOneReader(effects, (reader) => loadOne(file, reader));
    await recorder.end();
  } finally {
    progress.end();
    workers.close();
    await threads?.close();
  }
  loaded.withRejects.sort((a, b) => (a.path < b.path ? -1 : 1));
  loaded.problems.sort();
  loaded.allFailed.sort((a, b) => (a.path < b.path ? -1 : 1));
  loaded.readByOne.sort((a, b) => (a.path < b.path ? -1 : 1));
  return loaded;
}

/** Bytes from which the start of threads costs less than it saves. */
const threadsFrom = 32 * 1024 ** 2;

/** Opens threads for the bytes of the files; none if this thread does the work sooner. */
function openThreads(
  { fileReading = {} }: Effects,
  files: readonly FreshFile[],
  most: number,
): ByteThreads | undefined {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total < (fileReading.threadsFrom ?? threadsFrom)) return undefined;
  return new ByteThreads(most, fileReading.script);
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
  const scratchDir = join(job.effects.workspace.scratch, randomUUID());
  await mkdir(scratchDir, { recursive: true });
  let isWritten = false;
  try {
    const cut = await verify(file, job, scratchDir);
    const { delivery } = cut;
    const { name: path, fingerprint, entry } = file;
    const content = { source: file.source.kind, path, fingerprint, sha256: delivery.sha256, entry };
    const before = findFormer(file, delivery);
    if (await skipUnchanged(job, file, content, before)) return;
    isWritten = await loadContent(job, file, cut, { content, before });
  } finally {
    if (!isWritten) await rm(scratchDir, { recursive: true, force: true });
  }
}

function verify(
  { source, path, name, bytes: size, before }: FreshFile,
  { bytes, effects, workers }: FileJob,
  scratchDir: string,
): Promise<CutDelivery> {
  const { maxExpandedBytes } = effects;
  const format = deliveredFormat(name);
  const bytesBefore = before && canGrow(format) ? { bytesBefore: before.bytes } : {};
  return verifyInRanges(
    { ...format, ...bytesBefore, path, name, scratchDir, delimiter: source.delimiter },
    size,
    maxExpandedBytes === undefined ? {} : { maxExpandedBytes, maxRatio: 0 },
    { bytes, rangeBytes: rangeBytesOf(effects), atATime: workers.count },
  );
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

/** @returns True if rows were written, which the recorder or the end of the load puts in their place. */
async function loadContent(
  job: FileJob,
  file: FreshFile,
  cut: CutDelivery,
  { content, before }: { content: DeliveredContent; before: KnownDelivery | undefined },
): Promise<boolean> {
  const { recorder, loaded } = job;
  const known = file.isAsked ? undefined : otherBatch(recorder.findKnown(content), before);
  const change = changeOf(file, before, cut.delivery);
  const waiting = { content, change, ...(before && { before }) };
  if (known !== undefined) {
    if (before === undefined && known.state !== 'replaced')
      await recorder.recordDuplicate(content, known);
    else loaded.waiting.push({ ...waiting, known });
    return false;
  }
  const batch = await writeBatch(job, file, cut, content);
  if (batch.counts.rejected > 0) loaded.withRejects.push(batch);
  if (before !== undefined) loaded.waiting.push({ ...waiting, batch });
  else if (batch.counts.rejected === 0) recorder.add(batch);
  return true;
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
  { source, isAsked }: FreshFile,
  cut: CutDelivery,
  content: DeliveredContent,
): Promise<WrittenBatch> {
  const { loadId, loaded } = job;
  const { scratchDir, bytes, name } = cut.delivery;
  const batchName = nameBatch(content, isAsked ? loadId : undefined);
  const { read, segments, because } = await readRows(job, source, cut, batchName);
  const { days: _, failureWords, ...counted } = read;
  if (failureWords !== undefined) loaded.allFailed.push({ path: name, words: failureWords });
  if (because !== undefined) loaded.readByOne.push({ path: name, because });
  return { ...content, ...counted, isReadAgain: isAsked, bytes, segments, scratchDir };
}

/** Names the segments of a batch by its content and its entry; of one that is read again by the load too. */
function nameBatch({ sha256, entry }: DeliveredContent, loadId: number | undefined): string {
  const parts = [sha256, entry, ...(loadId === undefined ? [] : [loadId])];
  return sha256Of(parts.join(' ')).slice(0, 32);
}
