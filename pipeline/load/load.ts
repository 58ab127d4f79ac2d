import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import { isSystemError } from '../../src/base/system-error.ts';
import type { Month } from '../../src/calendar/month.ts';
import { lateMonthInWords } from '../../src/command-line/run-output.ts';
import { type Database, quoted } from '../../src/duckdb/duckdb.ts';
import { deliveredFormat, type FileFormat } from '../../src/intake/bytes/delivered-format.ts';
import { type VerifiedDelivery, verifyDelivery } from '../../src/intake/bytes/verify-delivery.ts';
import {
  checkFile,
  hasSeveralRowsALine,
  type LineCounts,
} from '../../src/intake/records/check-file.ts';
import type { MatchedFile } from '../../src/intake/records/delivered-files.ts';
import { keptColumns } from '../../src/intake/records/kept-columns.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { wordsOfFailure } from '../../src/intake/records/words-of-failure.ts';
import type { AgainOptions, FailedFile, LoadResult } from '../../src/jobs/jobs.ts';
import type { FinishedLoad } from '../../src/warehouse/finish-load.ts';
import type { Change } from '../../src/warehouse/held-file.ts';
import { type KnownDelivery, refreshDeliveries } from '../../src/warehouse/known-files.ts';
import { storeTimeZone } from '../../src/warehouse/lake-time-zone.ts';
import {
  beginLoad,
  type DeliveredContent,
  type LoadTotals,
  loadTotals,
  recordRefusal,
} from '../../src/warehouse/load-records.ts';
import { describeRefusedLines, firstRejectedLines } from '../../src/warehouse/rejected-lines.ts';
import { sameContent } from '../../src/warehouse/same-content.ts';
import {
  removeUnknownSegments,
  sealRows,
  splitRows,
  writeRows,
} from '../../src/warehouse/segments.ts';
import { withdrawnFilesOf } from '../../src/warehouse/withdrawn-files.ts';
import type { Effects } from '../effects/effects.ts';
import { planMemory } from '../effects/memory-plan.ts';
import { openWorkers, type Workers } from '../effects/workers.ts';
import { measure } from '../measure/measure.ts';
import {
  BatchRecorder,
  type KnownBatch,
  type WaitingFile,
  type WrittenBatch,
} from './batch-recorder.ts';
import { isWorthAnotherInstance, troubleOf } from './file-trouble.ts';
import { type FreshFile, type GoneFile, planLoad } from './load-plan.ts';

/**
 * Takes in all files that the sources match and that are not known yet: verified, checked line by
 * line, kept as one segment a billing day, recorded batch by batch. A file that is known and holds
 * something else now, or whose entry changed, replaces what it held, all such files at once at the
 * end. A load that was killed is continued by the next one.
 *
 * @throws {UserError} (exit 3) If a file is refused, the time zone changed, or the share of rejected lines is above
 *   `rejects.max_share`; then nothing of the files with rejected lines is used.
 */
export async function load(
  effects: Effects,
  { again, reason = '' }: AgainOptions = {},
): Promise<LoadResult> {
  const { warehouse, workspace, settings } = effects;
  await storeTimeZone(warehouse, settings.timezone);
  await removeUnknownSegments(warehouse, workspace);
  const plan = await planLoad(effects, again);
  const loadId = await beginLoad(warehouse);
  const recorder = await BatchRecorder.open(effects, loadId);
  const taken = await takeInAll({ effects, recorder, loadId }, plan.fresh);
  const problems = [...taken.problems];
  const totals = await loadTotals(warehouse, loadId);
  problems.push(...(await decideOnRejects(effects, recorder, taken, totals)));
  const settled = await recorder.settle(taken.waiting, reason);
  await rm(workspace.scratch, { recursive: true, force: true });
  await mkdir(workspace.scratch, { recursive: true });
  for (const month of settled.months) await measure(month as Month, effects);
  if (problems.length > 0) {
    problems.push(...settled.late.map(lateMonthInWords));
    throw new UserError(problems.join('\n\n'), exitCodes.badInput);
  }
  return {
    ...(await loadTotals(warehouse, loadId)),
    known: plan.matched.length - plan.fresh.length + taken.untouched,
    left_out: plan.leftOut,
    ...becameOf(taken.waiting, settled),
    gone: plan.gone.filter(isStillGone(taken.waiting)),
    all_failed: taken.allFailed,
    late: settled.late,
    withdrawn: await withdrawnFilesOf(warehouse, loadId, [
      ...plan.leftWithdrawn,
      ...taken.leftWithdrawn,
    ]),
    same_content: await sameContent(warehouse, workspace.root, loadId),
    unmatched: unmatchedGlobs(settings.sources, plan.matched),
    first_rejects: await firstRejectedLines(warehouse, loadId),
  };
}

/** Files of a source; a source that matches none may mean a delivery that is missing. */
function unmatchedGlobs(
  sources: readonly SourceSettings[],
  matched: readonly MatchedFile[],
): string[] {
  return sources
    .filter((source) => !matched.some((file) => file.source === source))
    .flatMap(({ files }) => files);
}

/** Tells of known files what they hold now. */
function becameOf(
  waiting: readonly WaitingFile[],
  { gone }: FinishedLoad,
): Pick<LoadResult, 'changed' | 'replaced' | 'grown' | 'read_again'> {
  const files = waiting.toSorted((a, b) => (a.content.path < b.content.path ? -1 : 1));
  const others = files.filter(({ before }) => before !== undefined && gone.has(before.batchId));
  const replaced = others
    .filter(({ change }) => change === 'changed')
    .map(({ content, before }) => ({ path: content.path, batch_id: Number(before!.batchId) }));
  return {
    changed: replaced.map(({ path }) => path),
    replaced,
    grown: others
      .filter(({ change }) => change === 'grown')
      .map(({ content, before, batch }) => ({
        path: content.path,
        lines: (batch?.counts.lines ?? before!.lines) - before!.lines,
      })),
    read_again: files
      .filter(({ change }) => change === 'settings' || change === 'asked')
      .map(({ content, change, hasSameRows }) => ({
        ...{ path: content.path, has_other_rows: !hasSameRows },
        because: change === 'asked' ? 'asked' : 'settings',
      })),
  };
}

/** Tells apart files that are gone and whose content was read from a copy, or that were renamed. */
function isStillGone(waiting: readonly WaitingFile[]): (file: GoneFile) => boolean {
  const read = new Set(
    waiting.flatMap(({ content, before, change }) =>
      before !== undefined && (before.sha256 === content.sha256 || change === 'grown')
        ? [Number(before.batchId)]
        : [],
    ),
  );
  return ({ batch_id }) => !read.has(batch_id);
}

/** What became of the files of a load, as far as each can be judged alone. */
interface TakenIn {
  /** Held back, by path: those with rejected lines, until it is known how many the whole load has. */
  batches: WrittenBatch[];
  /** Files that replace what they held, or make something count again; recorded together at the end. */
  waiting: WaitingFile[];
  /** Why files were refused. */
  problems: string[];
  /** Files that were copied or touched, and hold what they held. */
  untouched: number;
  /** Files whose entry changed and that hold what a person withdrew. */
  leftWithdrawn: string[];
  /** Files of which no login succeeded. */
  allFailed: FailedFile[];
}

/** DuckDB keeps what it has read of a file for as long as it may; more than this is of no use. */
const readingMegabytes = 128;

async function takeInAll(
  { effects, recorder, loadId }: Omit<LoadJob, 'workers' | 'alone' | 'taken'>,
  files: readonly FreshFile[],
): Promise<TakenIn> {
  const taken: TakenIn = {
    ...{ batches: [], waiting: [], problems: [] },
    ...{ untouched: 0, leftWithdrawn: [], allFailed: [] },
  };
  if (files.length === 0) return taken;
  const workers = await openWorkers(effects, readingMegabytes);
  const progress = effects.progress.start('Loading', files.length);
  // While each worker reads a file, the next one is verified.
  const task = pLimit(workers.count + 1);
  const again: FreshFile[] = [];
  let isStopped = false;
  const takeInOne = async (file: FreshFile, alone?: Workers) => {
    if (isStopped) return;
    try {
      await takeIn({ effects, workers, alone, recorder, loadId, taken }, file);
    } catch (error) {
      if (alone === undefined && isWorthAnotherInstance(error)) {
        again.push(file);
        return;
      }
      // What the machine does not let be done for one file it lets be done for none.
      isStopped ||= !(error instanceof UserError) && isSystemError(error);
      if (!(error instanceof UserError))
        throw new Error(`${file.name}: ${(error as Error).message}`, { cause: error });
      taken.problems.push(error.message + hintOnEntry(file));
      const refused = { source: file.source.kind, path: file.name };
      await recorder.write((warehouse) => recordRefusal(warehouse, refused, error.message));
    }
    progress.advance(file.name);
  };
  try {
    const outcomes = await Promise.allSettled(files.map((file) => task(() => takeInOne(file))));
    await recorder.end();
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
    workers.close();
    for (const file of again) await withOneReader(effects, (reader) => takeInOne(file, reader));
    await recorder.end();
  } finally {
    progress.end();
    workers.close();
  }
  taken.batches.sort((a, b) => (a.path < b.path ? -1 : 1));
  taken.problems.sort();
  taken.allFailed.sort((a, b) => (a.path < b.path ? -1 : 1));
  return taken;
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

/** What was right for a file once must not be lost because its entry is another one now. */
function hintOnEntry({ before, entry, isAsked }: FreshFile): string {
  if (before?.state !== 'counts' || (before.entry === entry && !isAsked)) return '';
  return '\nIt was read before by other settings; what it held then still counts. If they were right for it, give it an entry of its own with them in imbill.yaml.';
}

interface LoadJob {
  effects: Effects;
  workers: Workers;
  /** Reads this file instead of the workers: they could not. */
  alone: Workers | undefined;
  recorder: BatchRecorder;
  loadId: number;
  taken: TakenIn;
}

/** Takes one file from its bytes to the recorder, or to those that wait for the end. */
async function takeIn(job: LoadJob, file: FreshFile): Promise<void> {
  const scratchDir = join(job.effects.workspace.scratch, randomUUID());
  await mkdir(scratchDir, { recursive: true });
  let isWritten = false;
  try {
    const delivery = await verified(file, job.effects, scratchDir);
    const { name: path, fingerprint, entry } = file;
    const content = { source: file.source.kind, path, fingerprint, sha256: delivery.sha256, entry };
    const before = heldBefore(file, delivery);
    if (await isAsBefore(job, file, content, before)) return;
    isWritten = await takeInContent(job, file, delivery, { content, before });
  } finally {
    if (!isWritten) await rm(scratchDir, { recursive: true, force: true });
  }
}

function verified(
  { source, path, name, before }: FreshFile,
  { maxExpandedBytes }: Effects,
  scratchDir: string,
) {
  const format = deliveredFormat(name);
  const bytesBefore = before && canGrow(format) ? { bytesBefore: before.bytes } : {};
  return verifyDelivery(
    { ...format, ...bytesBefore, path, name, scratchDir, delimiter: source.delimiter },
    maxExpandedBytes === undefined ? {} : { maxExpandedBytes, maxRatio: 0 },
  );
}

/** What the file held before; a file that was renamed is the same only if it begins with that. */
function heldBefore(
  { before, name }: FreshFile,
  delivery: VerifiedDelivery,
): KnownDelivery | undefined {
  return before?.path === name || (before && hasGrown(before, delivery)) ? before : undefined;
}

/** Whether a file holds what it held, and is not to be read again; if so, notes how it looks now. */
async function isAsBefore(
  { recorder, taken }: LoadJob,
  { isAsked }: FreshFile,
  content: DeliveredContent,
  before: KnownDelivery | undefined,
): Promise<boolean> {
  const { source, sha256, entry, path } = content;
  if (isAsked || before?.sha256 !== sha256 || before.source !== source) return false;
  if (before.entry === entry) taken.untouched++;
  else if (before.state === 'withdrawn') taken.leftWithdrawn.push(path);
  else return false;
  await recorder.write((warehouse) => refreshDeliveries(warehouse, [content]));
  return true;
}

/** @returns Whether rows were written, which the recorder or the end of the load takes up. */
async function takeInContent(
  job: LoadJob,
  file: FreshFile,
  delivery: VerifiedDelivery,
  { content, before }: { content: DeliveredContent; before: KnownDelivery | undefined },
): Promise<boolean> {
  const { recorder, taken } = job;
  const known = file.isAsked ? undefined : otherBatch(recorder.known(content), before);
  const change = changeOf(file, before, delivery);
  const waiting = { content, change, ...(before && { before }) };
  if (known !== undefined) {
    if (before === undefined && known.state !== 'replaced')
      await recorder.recordDuplicate(content, known);
    else taken.waiting.push({ ...waiting, known });
    return false;
  }
  const batch = await checkDelivery(job, file, delivery, content);
  if (batch.counts.rejected > 0) taken.batches.push(batch);
  if (before !== undefined) taken.waiting.push({ ...waiting, batch });
  else if (batch.counts.rejected === 0) recorder.add(batch);
  return true;
}

/** A file is never known by what it held itself: its entry changed, or it would not be looked at. */
function otherBatch(
  known: KnownBatch | undefined,
  before: KnownDelivery | undefined,
): KnownBatch | undefined {
  return known?.batchId === before?.batchId ? undefined : known;
}

/** Lines can be appended to these only; a document that begins like another one is another one. */
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

/** Checks every line and writes the segments aside. */
async function checkDelivery(
  { effects, workers, alone, loadId, taken }: LoadJob,
  { source, isAsked }: FreshFile,
  delivery: VerifiedDelivery,
  content: DeliveredContent,
): Promise<WrittenBatch> {
  const { scratchDir, bytes } = delivery;
  const { counts, rows, words, ...rejectsPath } = await (alone ?? workers).use(async (database) => {
    const guard = setTimeout(() => database.interrupt(), timeLimit(bytes));
    try {
      const straightPath = join(scratchDir, 'rows.parquet');
      const checked = await checkFile(database, delivery, source, straightPath);
      const { counts, straight } = checked;
      const words = await wordsOfFailure(database, source, checked);
      const rows = straight
        ? await splitRows(database, straight, scratchDir)
        : await writeRows(database, {
            scratchDir,
            columns: keptColumns(source),
            hasSeveralRowsALine: hasSeveralRowsALine(source),
          });
      return { counts, rows, words, ...(await writeRejects(database, counts, scratchDir)) };
    } catch (error) {
      if (alone === undefined && isWorthAnotherInstance(error)) throw error;
      const minutes = Math.round(timeLimit(bytes) / 60_000);
      const memoryMegabytes = planMemory(effects.memoryMegabytes, 1).worker;
      throw troubleOf(delivery.name, error, { memoryMegabytes, minutes });
    } finally {
      clearTimeout(guard);
      if (delivery.contentPath !== delivery.path) await rm(delivery.contentPath, { force: true });
    }
  });
  if (words !== undefined) taken.allFailed.push({ path: delivery.name, words });
  const batchName = nameOf(content, isAsked ? loadId : undefined);
  const segments = await sealRows(effects.workspace, { source: source.kind, batchName }, rows);
  return { ...content, isReadAgain: isAsked, bytes, counts, segments, ...rejectsPath, scratchDir };
}

/** Names the segments of a batch by its content and its entry; of one that is read again by the load too. */
function nameOf({ sha256, entry }: DeliveredContent, loadId: number | undefined): string {
  const parts = [sha256, entry, ...(loadId === undefined ? [] : [loadId])];
  return sha256Of(parts.join(' ')).slice(0, 32);
}

/** A file that takes longer than a slow disk would is given up, not waited for. */
function timeLimit(bytes: number): number {
  return 600_000 + bytes / 200;
}

async function writeRejects(
  database: Database,
  counts: LineCounts,
  scratchDir: string,
): Promise<{ rejectsPath?: string }> {
  if (counts.rejected === 0) return {};
  const rejectsPath = join(scratchDir, 'rejects.parquet');
  await database.run(
    `copy (select * from rejected order by line_number) to ${quoted(rejectsPath)} (format parquet)`,
  );
  return { rejectsPath };
}

/** Lets the files with rejected lines be taken in, or refuses them all. */
async function decideOnRejects(
  effects: Effects,
  recorder: BatchRecorder,
  taken: TakenIn,
  totals: LoadTotals,
): Promise<string[]> {
  const { warehouse, settings } = effects;
  const { batches } = taken;
  if (batches.length === 0) return [];
  const clean = taken.waiting.flatMap(({ batch }) =>
    batch !== undefined && batch.counts.rejected === 0 ? [batch] : [],
  );
  const lines = totals.lines + sum([...batches, ...clean], (batch) => batch.counts.lines);
  const rejected = totals.rejected + sum(batches, (batch) => batch.counts.rejected);
  const replacing = new Set(taken.waiting.map(({ batch }) => batch));
  if (rejected <= settings.maxRejectedShare * lines) {
    for (const batch of batches) if (!replacing.has(batch)) recorder.add(batch);
    await recorder.end();
    return [];
  }
  const refused = new Set(batches);
  taken.waiting = taken.waiting.filter(({ batch }) => batch === undefined || !refused.has(batch));
  const problems: string[] = [];
  for (const batch of batches) {
    const reason = `${batch.counts.rejected} of its ${batch.counts.lines} lines were rejected`;
    await recordRefusal(warehouse, batch, reason);
    problems.push(await describeRefusedLines(warehouse, batch));
  }
  return [
    ...problems,
    `${rejected} of ${lines} lines were rejected, more than rejects.max_share (${settings.maxRejectedShare}) in imbill.yaml allows. Nothing of the files above was used.`,
  ];
}

function sum(batches: readonly WrittenBatch[], value: (batch: WrittenBatch) => number): number {
  return batches.reduce((total, batch) => total + value(batch), 0);
}
