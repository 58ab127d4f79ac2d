import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { FailedFile, LoadResult } from '../src/command-line/jobs.ts';
import { lateMonthInWords } from '../src/command-line/run-output.ts';
import { deliveredFormat } from '../src/delivery/delivered-format.ts';
import { refusal } from '../src/delivery/refusal.ts';
import { type VerifiedDelivery, verifyDelivery } from '../src/delivery/verify-delivery.ts';
import { type Database, isOutOfMemory, quoted } from '../src/engines/duckdb.ts';
import { exitCodes, UserError } from '../src/errors.ts';
import { checkFile, hasSeveralRowsALine, type LineCounts } from '../src/sources/check-file.ts';
import { deliveredFiles, type MatchedFile } from '../src/sources/delivered-files.ts';
import { keptColumns } from '../src/sources/kept-columns.ts';
import type { SourceSettings } from '../src/sources/source-settings.ts';
import { wordsOfFailure } from '../src/sources/words-of-failure.ts';
import { isSystemError } from '../src/system-error.ts';
import {
  beginLoad,
  type DeliveredContent,
  finishLoad,
  type KnownDelivery,
  keepTimeZone,
  knownDeliveries,
  type LoadTotals,
  loadTotals,
  recordRefusal,
  refreshDelivery,
} from '../src/warehouse/load-records.ts';
import { firstRejectedLines, refusedLinesInWords } from '../src/warehouse/rejected-lines.ts';
import {
  removeUnknownSegments,
  sealRows,
  splitRows,
  writeRows,
} from '../src/warehouse/segments.ts';
import { withdrawnFilesOf } from '../src/warehouse/withdrawn.ts';
import { BatchRecorder, type WrittenBatch } from './batch-recorder.ts';
import type { Effects } from './effects.ts';
import { openWorkers, type Workers } from './workers.ts';

/**
 * Takes in all files that the sources match and that are not known yet: verified, checked line by
 * line, kept as one segment a billing day, recorded batch by batch. A load that was killed is
 * continued by the next one.
 *
 * @throws {UserError} (exit 3) If a file is refused, the time zone changed, or the share of rejected lines is above
 *   `rejects.max_share`; then nothing of the files with rejected lines is used.
 */
export async function load(effects: Effects): Promise<LoadResult> {
  const { warehouse, workspace, settings } = effects;
  await keepTimeZone(warehouse, settings.timezone);
  await removeUnknownSegments(warehouse, workspace);
  const matched = await deliveredFiles(workspace.root, settings.sources);
  const fresh = await notKnownYet(warehouse, matched);
  const loadId = await beginLoad(warehouse);
  const recorder = await BatchRecorder.open(effects, loadId);
  const held = await takeInAll(effects, recorder, fresh);
  const problems = [...held.problems];
  const totals = await loadTotals(warehouse, loadId);
  if (held.batches.length > 0) {
    problems.push(...(await decideOnRejects(effects, recorder, held.batches, totals)));
  }
  await rm(workspace.scratch, { recursive: true, force: true });
  await mkdir(workspace.scratch, { recursive: true });
  const late = await finishLoad(warehouse, loadId);
  if (problems.length > 0) {
    problems.push(...late.map(lateMonthInWords));
    throw new UserError(problems.join('\n\n'), exitCodes.badInput);
  }
  return {
    ...(await loadTotals(warehouse, loadId)),
    known: matched.length - fresh.length + held.untouched,
    changed: held.changed,
    all_failed: held.allFailed,
    late,
    withdrawn: await withdrawnFilesOf(warehouse, loadId),
    unmatched: unmatchedGlobs(settings.sources, matched),
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

/** A file that is new, or not as it was when it was taken in. */
interface FreshFile extends MatchedFile {
  fingerprint: string;
  before?: KnownDelivery;
}

async function notKnownYet(
  warehouse: Database,
  matched: readonly MatchedFile[],
): Promise<FreshFile[]> {
  const known = await knownDeliveries(warehouse);
  const fresh: FreshFile[] = [];
  for (const file of matched) {
    const fingerprint = await fingerprintOf(file.path);
    const before = known.get(`${file.source.kind}\n${file.name}`);
    if (before?.fingerprint === fingerprint) continue;
    fresh.push({ ...file, fingerprint, ...(before === undefined ? {} : { before }) });
  }
  return fresh;
}

async function fingerprintOf(path: string): Promise<string> {
  const seen = await stat(path, { bigint: true }).catch(() => undefined);
  return seen ? [seen.size, seen.mtimeNs, seen.ctimeNs, seen.ino].join(' ') : 'missing';
}

/** What became of the files of a load, as far as each can be judged alone. */
interface TakenIn {
  /** Held back, by path: those with rejected lines, until it is known how many the whole load has. */
  batches: WrittenBatch[];
  /** Why files were refused. */
  problems: string[];
  /** Files that were copied or touched, and hold what they held. */
  untouched: number;
  /** Names of files that were known with another content. */
  changed: string[];
  /** Files of which no login succeeded. */
  allFailed: FailedFile[];
}

/** DuckDB keeps what it has read of a file for as long as it may; more than this is of no use. */
const readingMegabytes = 128;

async function takeInAll(
  effects: Effects,
  recorder: BatchRecorder,
  files: readonly FreshFile[],
): Promise<TakenIn> {
  const taken: TakenIn = { batches: [], problems: [], untouched: 0, changed: [], allFailed: [] };
  if (files.length === 0) return taken;
  const workers = await openWorkers(effects, readingMegabytes);
  const progress = effects.progress.start('Loading', files.length);
  // While each worker reads a file, the next one is verified.
  const task = pLimit(workers.count + 1);
  let isStopped = false;
  const takeInOne = async (file: FreshFile) => {
    if (isStopped) return;
    try {
      await takeIn({ effects, workers, recorder, taken }, file);
    } catch (error) {
      // What the machine does not let be done for one file it lets be done for none.
      isStopped ||= isSystemError(error);
      if (isOutOfMemory(error)) throw error;
      if (!(error instanceof UserError))
        throw new Error(`${file.name}: ${(error as Error).message}`, { cause: error });
      taken.problems.push(error.message);
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
  } finally {
    progress.end();
    workers.close();
  }
  taken.batches.sort((a, b) => (a.path < b.path ? -1 : 1));
  taken.problems.sort();
  taken.changed.sort();
  taken.allFailed.sort((a, b) => (a.path < b.path ? -1 : 1));
  return taken;
}

interface LoadJob {
  effects: Effects;
  workers: Workers;
  recorder: BatchRecorder;
  taken: TakenIn;
}

/** One file from its bytes to the recorder; a file with rejected lines is held back. */
async function takeIn(job: LoadJob, file: FreshFile): Promise<void> {
  const { effects, recorder, taken } = job;
  const scratchDir = join(effects.workspace.scratch, randomUUID());
  await mkdir(scratchDir, { recursive: true });
  let isWritten = false;
  try {
    const format = deliveredFormat(file.name);
    const { path, name, fingerprint, before } = file;
    const { delimiter } = file.source;
    const delivery = await verifyDelivery({ ...format, path, name, scratchDir, delimiter });
    const identity = { source: file.source.kind, path: name, fingerprint, sha256: delivery.sha256 };
    if (before?.sha256 === delivery.sha256) {
      taken.untouched++;
      await recorder.write((warehouse) => refreshDelivery(warehouse, identity));
      return;
    }
    if (await recorder.recordIfDuplicate(identity)) return;
    const batch = await checkDelivery(job, file, delivery, identity);
    if (before !== undefined && !before.is_withdrawn) taken.changed.push(name);
    isWritten = true;
    if (batch.counts.rejected > 0) taken.batches.push(batch);
    else recorder.add(batch);
  } finally {
    if (!isWritten) await rm(scratchDir, { recursive: true, force: true });
  }
}

/** Checks every line and writes the segments aside. */
async function checkDelivery(
  { effects, workers, taken }: LoadJob,
  { source }: FreshFile,
  delivery: VerifiedDelivery,
  identity: DeliveredContent,
): Promise<WrittenBatch> {
  const { scratchDir, bytes } = delivery;
  const read = workers.use(async (database) => {
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
    } finally {
      clearTimeout(guard);
      if (delivery.contentPath !== delivery.path) await rm(delivery.contentPath, { force: true });
    }
  });
  const { counts, rows, words, ...rejectsPath } = await read.catch((error) => {
    throw unreadableByDuckdb(delivery.name, error);
  });
  if (words !== undefined) taken.allFailed.push({ path: delivery.name, words });
  const place = { source: source.kind, batchName: delivery.sha256.slice(0, 32) };
  const segments = await sealRows(effects.workspace, place, rows);
  return { ...identity, bytes, counts, segments, ...rejectsPath, scratchDir };
}

/** Returns what DuckDB says of one file as its refusal: the others are taken in. */
function unreadableByDuckdb(name: string, error: unknown): unknown {
  const { message = '' } = error as Error;
  if (isSystemError(error) || !/^[A-Z][\w ]* Error: /.test(message)) return error;
  if (isOutOfMemory(error))
    return refusal(
      name,
      `reading it takes more memory than the ${readingMegabytes} MB that a file may take`,
      'files of columns and values that fit into that',
      'Have it delivered with fewer columns or shorter values, or narrow the source so that it does not match',
      error,
    );
  return refusal(
    name,
    `it cannot be read: ${message.split('\n')[0]}`,
    'a complete file of the format that its name says',
    'Have it delivered again, or narrow the source so that it does not match',
    error,
  );
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

/** Takes the files with rejected lines in, or refuses them all. */
async function decideOnRejects(
  effects: Effects,
  recorder: BatchRecorder,
  batches: readonly WrittenBatch[],
  totals: LoadTotals,
): Promise<string[]> {
  const { warehouse, settings } = effects;
  const lines = totals.lines + sum(batches, (batch) => batch.counts.lines);
  const rejected = totals.rejected + sum(batches, (batch) => batch.counts.rejected);
  if (rejected <= settings.maxRejectedShare * lines) {
    for (const batch of batches) recorder.add(batch);
    await recorder.end();
    return [];
  }
  const problems: string[] = [];
  for (const batch of batches) {
    const reason = `${batch.counts.rejected} of its ${batch.counts.lines} lines were rejected`;
    await recordRefusal(warehouse, batch, reason);
    problems.push(await refusedLinesInWords(warehouse, batch));
  }
  return [
    ...problems,
    `${rejected} of ${lines} lines were rejected, more than rejects.max_share (${settings.maxRejectedShare}) in imbill.yaml allows. Nothing of the files above was used.`,
  ];
}

function sum(batches: readonly WrittenBatch[], value: (batch: WrittenBatch) => number): number {
  return batches.reduce((total, batch) => total + value(batch), 0);
}
