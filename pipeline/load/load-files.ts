import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { UserError } from '../../src/base/errors.ts';
import { isSystemError } from '../../src/base/system-error.ts';
import type { Effects } from '../effects/effects.ts';
import { openWorkers, type Workers } from '../effects/workers.ts';
import { isWorthAnotherInstance } from './file-trouble.ts';
import type { FreshFile } from './load-plan.ts';
import { type FileToRead, readFile, verifyFile } from './read-file.ts';
import { type Settling, settleContent, settleRefusal } from './settle-content.ts';

/** Files of a load, and what they are loaded with. */
export interface LoadJob extends Settling {
  effects: Effects;
}

interface FileJob extends LoadJob {
  workers: Workers;
  /** Reads this file instead of the workers, which could not. */
  alone: Workers | undefined;
}

/** DuckDB keeps what it has read of a file for as long as it may; more than this is of no use. */
export const readingMegabytes = 128;

/** Loads fresh files side by side, each from its bytes to the recorder or to those that wait. */
export async function loadFiles(job: LoadJob, files: readonly FreshFile[]): Promise<void> {
  const { effects, recorder } = job;
  if (files.length === 0) return;
  const workers = await openWorkers(effects, readingMegabytes);
  const progress = effects.progress.start('Loading', files.length);
  // While each worker reads a file, the next one is verified.
  const task = pLimit(workers.count + 1);
  const again: FreshFile[] = [];
  let isStopped = false;
  const loadOne = async (file: FreshFile, alone?: Workers) => {
    if (isStopped) return;
    try {
      await loadFile({ ...job, workers, alone }, file);
    } catch (error) {
      if (alone === undefined && isWorthAnotherInstance(error)) {
        again.push(file);
        return;
      }
      // A fault of the machine stops every file.
      isStopped ||= !(error instanceof UserError) && isSystemError(error);
      if (!(error instanceof UserError))
        throw new Error(`${file.name}: ${(error as Error).message}`, { cause: error });
      await settleRefusal(job, file, error.message);
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
  }
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

/** Loads one file: verifies it, and reads it unless its content is known. */
async function loadFile(job: FileJob, file: FreshFile): Promise<void> {
  const { effects, workers, alone } = job;
  const { memoryMegabytes, sql, workspace } = effects;
  const { source } = file;
  const scratchDir = join(workspace.scratch, randomUUID());
  await mkdir(scratchDir, { recursive: true });
  let isWritten = false;
  try {
    const delivery = await verifyFile(toRead(file), scratchDir, effects.maxExpandedBytes);
    const isLast = alone !== undefined;
    const checkSql = sql.text('staging', `checked_${source.kind}`);
    const reader = { workers: alone ?? workers, isLast, memoryMegabytes, checkSql };
    isWritten = await settleContent(job, file, delivery, async (batchName) => ({
      ...(await readFile({ source, delivery }, reader, { lake: workspace, batchName })),
      scratchDir,
    }));
  } finally {
    if (!isWritten) await rm(scratchDir, { recursive: true, force: true });
  }
}

/** Returns what is known of a fresh file before it is read. */
export function toRead({ source, path, name, before }: FreshFile): FileToRead {
  return { source, path, name, bytesBefore: before?.bytes };
}
