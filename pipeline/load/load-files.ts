import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { UserError } from '../../src/base/errors.ts';
import { isSystemError } from '../../src/base/system-error.ts';
import { ByteThreads } from '../../src/intake/bytes/byte-threads.ts';
import { onThisThread } from '../../src/intake/bytes/byte-work.ts';
import type { Effects } from '../effects/effects.ts';
import { openWorkers, type Workers } from '../effects/workers.ts';
import { fileProgress } from './file-progress.ts';
import { isWorthAnotherInstance } from './file-trouble.ts';
import type { FreshFile } from './load-plan.ts';
import { readingMegabytes, verifyFile } from './read-file.ts';
import { type ReadingJob, readRows } from './read-rows.ts';
import { contentOf, type Settling, settleContent, settleRefusal } from './settle-content.ts';
import { SmallFileReader } from './small-files.ts';

/** Files of a load, and what they are loaded with. */
export interface LoadJob extends Settling {
  effects: Effects;
}

interface FileJob extends LoadJob, ReadingJob {
  effects: Effects;
}

/** Files that are begun at a time: many small ones may wait to be read together. */
const filesBegun = 512;

/** Loads fresh files side by side, each from its bytes to the recorder or to those that wait. */
export async function loadFiles(job: LoadJob, files: readonly FreshFile[]): Promise<void> {
  const { effects, recorder } = job;
  if (files.length === 0) return;
  const workers = openWorkers(effects, readingMegabytes);
  const threads = openThreads(effects, files, workers.count);
  const bytes = threads?.work ?? onThisThread;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = effects.progress.start('Loading', files.length, total);
  const reader = new SmallFileReader(workers, bytes, effects.workspace.scratch);
  // While each worker reads a file, the next one is verified. Files that wait to be read together are more.
  const task = pLimit(workers.count + 1);
  const begun = pLimit(filesBegun);
  const rangeTask = pLimit(workers.count + 1);
  const again: FreshFile[] = [];
  let isStopped = false;
  const loadOne = async (file: FreshFile, alone?: Workers, onWait?: () => void) => {
    if (isStopped) return;
    const shown = fileProgress(progress, file.bytes);
    try {
      const together = { reader, entry: file.entry, onWait };
      await loadFile({ ...job, workers, alone, bytes, rangeTask, together, shown }, file);
    } catch (error) {
      if (alone === undefined && isWorthAnotherInstance(error)) {
        again.push(file);
        shown.reset();
        return;
      }
      // A fault of the machine stops every file.
      isStopped ||= !(error instanceof UserError) && isSystemError(error);
      if (!(error instanceof UserError))
        throw new Error(`${file.name}: ${(error as Error).message}`, { cause: error });
      await settleRefusal(job, file, error.message);
    }
    shown.end();
    progress.advance(file.name);
  };
  try {
    const outcomes = await Promise.allSettled(
      files.map((file) =>
        begun(() =>
          inTurn(
            task,
            (onWait) => loadOne(file, undefined, onWait),
            () => reader.readWaiting(),
          ),
        ),
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
    await threads?.close();
  }
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
  const reader = openWorkers({ ...effects, threads: 1 });
  try {
    await work(reader);
  } finally {
    reader.close();
  }
}

/** Loads one file: verifies it, and reads it unless its content is known. */
async function loadFile(job: FileJob, file: FreshFile): Promise<void> {
  const { source, path, name, bytes, before } = file;
  const scratchDir = join(job.effects.workspace.scratch, randomUUID());
  await mkdir(scratchDir, { recursive: true });
  let isWritten = false;
  try {
    const wanted = { source, path, name, bytes, bytesBefore: before?.bytes };
    const cut = await verifyFile(job, wanted, scratchDir);
    isWritten = await settleContent(job, file, contentOf(cut.delivery), async (batchName) => ({
      ...(await readRows(job, source, cut, batchName)),
      scratchDir,
    }));
  } finally {
    if (!isWritten) await rm(scratchDir, { recursive: true, force: true });
  }
}
