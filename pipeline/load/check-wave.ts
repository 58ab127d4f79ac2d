import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import pLimit from 'p-limit';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { FreshFile } from './load-plan.ts';
import { nameBatch } from './read-file.ts';
import { isSegmentOf } from './read-rows.ts';
import type { AskedFile, ReadAnswer, WorkerAnswer, WorkerIdentity } from './worker-protocol.ts';

/** A file that the executors see, and the line that asks for it. */
export interface SharedFile {
  file: FreshFile;
  asked: AskedFile;
}

/** Folders of a load that its workers share. */
export interface LoadPlaces {
  /** Folder of this load. */
  folder: string;
  /** File of the job that all lines name. */
  job: string;
  lake: string;
  /** Folder for rejected lines. */
  rejects: string;
}

/** Answer for a file: it was read or refused. */
export type FileAnswer = Extract<WorkerAnswer, { file: number }>;

interface CheckedWave {
  /** Answers by the number of the file. */
  answers: ReadonlyMap<number, FileAnswer>;
  /** Versions of all workers that answered. */
  workers: WorkerIdentity[];
}

/**
 * Checks that each file of a wave has one answer, from a worker of this imbill, and that all segments are in their
 * places. A file that two tries of a task answered for has the same answer twice, and counts once.
 *
 * @throws {UserError} (exit 1 or 3) If not; nothing of the wave may then be recorded.
 */
export async function checkWave(
  wave: readonly SharedFile[],
  answers: readonly FileAnswer[],
  { places, expected }: { places: LoadPlaces; expected: ExpectedWorker },
): Promise<CheckedWave> {
  const byFile = answersByFile(wave, answers);
  const workers = new Map<string, WorkerIdentity>();
  for (const { worker } of byFile.values()) workers.set(JSON.stringify(worker), worker);
  for (const worker of workers.values()) assertSameWorker(worker, expected);
  const task = pLimit(filesAtATime);
  await Promise.all(
    wave.map((one) => task(() => checkSegments(one, byFile.get(one.asked.file)!, places.lake))),
  );
  return { answers: byFile, workers: [...workers.values()] };
}

/** Versions that a worker must have. */
export type ExpectedWorker = Pick<WorkerIdentity, 'imbill' | 'duckdb' | 'code_sha256'>;

const filesAtATime = 64;

function answersByFile(
  wave: readonly SharedFile[],
  answers: readonly FileAnswer[],
): Map<number, FileAnswer> {
  const names = new Map(wave.map(({ asked }) => [asked.file, asked.name]));
  const byFile = new Map<number, FileAnswer>();
  for (const answer of answers) {
    const { file } = answer;
    const name = names.get(file);
    const other = byFile.get(file);
    if (name === undefined)
      throw notRecorded(`The workers answered for a file that was not asked for (number ${file}).`);
    if (other !== undefined && !isDeepStrictEqual(other, answer))
      throw notRecorded(`The workers gave two different answers for ${name}.`);
    byFile.set(file, answer);
  }
  const missing = wave.filter(({ asked }) => !byFile.has(asked.file));
  if (missing.length > 0)
    throw notRecorded(
      `The workers did not answer for ${missing.length} of ${wave.length} files: ${missing
        .slice(0, 3)
        .map(({ asked }) => asked.name)
        .join(', ')}${missing.length > 3 ? ' …' : ''}.`,
    );
  return byFile;
}

function assertSameWorker(worker: WorkerIdentity, expected: ExpectedWorker): void {
  const isSame =
    worker.imbill === expected.imbill &&
    worker.duckdb === expected.duckdb &&
    worker.code_sha256 === expected.code_sha256;
  if (isSame) return;
  const versions = ({ imbill, duckdb, code_sha256 }: ExpectedWorker) =>
    `imbill ${imbill} (code ${code_sha256.slice(0, 16)}) with DuckDB ${duckdb}`;
  throw new UserError(
    `A worker on the cluster is ${versions(worker)}.\nAccepted: ${versions(expected)}, as this imbill.\nUnpack the archive of imbill worker pack into engine.spark.worker on every node, or set worker: ship. Nothing of these files was recorded.`,
    exitCodes.badInput,
  );
}

/** Checks that all segments of a file have their names, and are there as the worker wrote them. */
async function checkSegments(
  { file, asked }: SharedFile,
  answer: FileAnswer,
  lake: string,
): Promise<void> {
  if ('refused' in answer) return;
  const batchName = nameBatch({ sha256: answer.sha256, entry: asked.entry }, asked.loadId);
  for (const segment of segmentsOf(answer)) {
    const { path, usageDate, bytes, found } = segment;
    const folder = `${file.source.kind}/${usageDate}/`;
    if (!path.startsWith(folder) || !isSegmentOf(batchName, path.slice(folder.length)))
      throw notRecorded(`A worker placed rows of ${asked.name} at ${path}.`);
    const seen = await stat(join(lake, path)).catch(() => undefined);
    if (seen?.size !== bytes && found === undefined)
      throw new UserError(
        `A worker wrote ${join(lake, path)} with ${bytes} bytes; this machine sees ${seen === undefined ? 'no such file' : `${seen.size} bytes`}.\nAccepted: a folder engine.spark.shared that this machine and all executors share.\nMount it on every node, and run again. Nothing of these files was recorded.`,
        exitCodes.failed,
      );
  }
}

function segmentsOf({ read }: ReadAnswer) {
  return read?.segments ?? [];
}

/** Words what is wrong with the answers. */
export function notRecorded(problem: string): UserError {
  return new UserError(
    `${problem}\nNothing of these files was recorded.\nRun the command again. If it happens again, set load: false in engine.spark: this machine then loads them.`,
    exitCodes.failed,
  );
}

/** Words why no worker can run on an executor. */
export function cannotRun(reason: string): UserError {
  return new UserError(
    `The worker cannot run on the cluster: ${reason}.\nNothing of these files was recorded.\nMount engine.spark.shared on every node. If the nodes are of another kind than this machine, run imbill worker pack on one of them, and name the unpacked folder with engine.spark.worker. With load: false this machine loads the files.`,
    exitCodes.failed,
  );
}
