import { randomUUID } from 'node:crypto';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { writeWholeFile } from '../../src/base/whole-files.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import type { SparkSession } from '../../src/spark/session.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import { noteLoadWorker } from '../../src/warehouse/load-workers.ts';
import type { Effects } from '../effects/effects.ts';
import {
  cannotRun,
  checkWave,
  type FileAnswer,
  type LoadPlaces,
  type SharedFile,
} from './check-wave.ts';
import type { LoadJob } from './load-files.ts';
import type { FreshFile } from './load-plan.ts';
import { rangeBytesOf } from './read-rows.ts';
import { settleAnswer } from './settle-answer.ts';
import { type StartedWorker, startWorker } from './start-worker.ts';
import { type AskedFile, asciiJson, parseAnswer } from './worker-protocol.ts';

/** A wave is recorded as a whole. A stopped load repeats at most one. */
const mostFiles = 2000;
const mostBytes = 256 * 1024 ** 3;

/**
 * Loads the files that lie below `shared` on the executors. A wave of files is recorded when each of them has one
 * answer.
 *
 * @returns The files that the executors do not see.
 * @throws {UserError} (exit 1 or 3) If the workers cannot run, or do not answer for every file.
 */
export async function loadOnSpark(
  job: LoadJob,
  spark: SparkEngine,
  files: readonly FreshFile[],
): Promise<FreshFile[]> {
  const { effects } = job;
  const sources = [...new Set(files.map(({ source }) => source))];
  const places = await placesOf(effects, spark);
  const { shared, others } = await splitByPlace(files, spark.settings.shared, (file, path) => ({
    ...askFor(file, job.loadId),
    ...{ job: places.job, path, source: sources.indexOf(file.source) },
  }));
  if (shared.length === 0) return others;
  const { workerMegabytes } = spark.settings;
  await writeJob(effects, { sources, workerMegabytes }, places);
  const session = await spark.session();
  const worker = await startWorker(effects, spark, session);
  const progress = effects.progress.start('Loading', shared.length);
  try {
    for (const wave of wavesOf(shared)) {
      const asking = { session, spark, command: worker.command, folder: places.folder };
      const answers = await answersOf(wave, asking, (name) => progress.advance(name));
      await settleWave(job, wave, answers, { places, worker });
    }
  } catch (error) {
    await session.interrupt().catch(() => undefined);
    throw error;
  } finally {
    progress.end();
  }
  return others;
}

/** Returns the folders of a load; the folder of the load itself is new. */
async function placesOf({ workspace }: Effects, { places }: SparkEngine): Promise<LoadPlaces> {
  await mkdir(workspace.lake, { recursive: true });
  await mkdir(places.scratch, { recursive: true });
  const folder = join(await realpath(places.scratch), `load-${randomUUID()}`);
  await mkdir(folder);
  const lake = await realpath(workspace.lake);
  return { folder, job: join(folder, 'job.json'), lake, rejects: join(folder, 'rejects') };
}

async function writeJob(
  effects: Effects,
  {
    sources,
    workerMegabytes,
  }: { sources: readonly SourceSettings[] } & Pick<SparkEngine['settings'], 'workerMegabytes'>,
  { job, lake, rejects }: LoadPlaces,
): Promise<void> {
  const { settings, now, maxExpandedBytes, sql } = effects;
  const { timezone, slotSeconds, maxFutureHours } = settings;
  const texts = Object.entries(sql.rules()).filter(([name]) => name.startsWith('staging/'));
  const text = asciiJson({
    settings: { timezone, slotSeconds, maxFutureHours },
    now: now(),
    memoryMegabytes: workerMegabytes,
    maxExpandedBytes,
    rangeBytes: rangeBytesOf(effects),
    sql: Object.fromEntries(texts),
    sources: sources.map((source) => ({
      ...source,
      checkSql: sql.text('staging', `checked_${source.kind}`),
    })),
    lake,
    rejects,
  });
  await writeWholeFile(job, (aside) => writeFile(aside, text));
}

/** Splits files into those that the executors see and others. */
async function splitByPlace(
  files: readonly FreshFile[],
  folder: string,
  ask: (file: FreshFile, path: string) => Omit<AskedFile, 'file'>,
): Promise<{ shared: SharedFile[]; others: FreshFile[] }> {
  const shared: SharedFile[] = [];
  const others: FreshFile[] = [];
  for (const file of files) {
    const path = await realpath(file.path).catch(() => undefined);
    const below = path === undefined ? '..' : relative(folder, path);
    if (path === undefined || below === '..' || below.startsWith(`..${sep}`)) others.push(file);
    else shared.push({ file, asked: { file: shared.length, ...ask(file, path) } });
  }
  return { shared, others };
}

/** Returns what the worker needs to know of a file beside its place. */
function askFor(
  { source, name, entry, bytes, before, isAsked }: FreshFile,
  loadId: number,
): Pick<AskedFile, 'name' | 'entry' | 'bytes' | 'loadId' | 'bytesBefore' | 'knownSha256'> {
  const isUnchanged =
    !isAsked && before?.path === name && before.source === source.kind && before.entry === entry;
  return {
    name,
    entry,
    bytes,
    ...(isAsked && { loadId }),
    ...(before && { bytesBefore: before.bytes }),
    ...(isUnchanged && { knownSha256: before.sha256 }),
  };
}

function* wavesOf(files: readonly SharedFile[]): Generator<SharedFile[]> {
  let wave: SharedFile[] = [];
  let bytes = 0;
  for (const one of files) {
    if (wave.length > 0 && (wave.length === mostFiles || bytes + one.file.bytes > mostBytes)) {
      yield wave;
      wave = [];
      bytes = 0;
    }
    wave.push(one);
    bytes += one.file.bytes;
  }
  if (wave.length > 0) yield wave;
}

interface Asking {
  session: SparkSession;
  spark: SparkEngine;
  /** Command that starts the worker on an executor. */
  command: string;
  folder: string;
}

/**
 * Asks for all files of a wave.
 *
 * @param onAnswer Gets the name of each file that has an answer.
 * @throws {UserError} (exit 1) At once, if the worker cannot run on an executor.
 */
async function answersOf(
  wave: readonly SharedFile[],
  { session, spark, command, folder }: Asking,
  onAnswer: (name: string) => void,
): Promise<FileAnswer[]> {
  const list = join(folder, `files-${randomUUID()}.jsonl`);
  const text = wave.map(({ asked }) => `${asciiJson(asked)}\n`).join('');
  await writeWholeFile(list, (aside) => writeFile(aside, text));
  const paths = [spark.pathForSpark(list)];
  await session.defineView('imbill_files', { format: 'text', schema: 'line string', paths });
  const tasks = Math.min(spark.settings.tasks, wave.length);
  const names = new Map(wave.map(({ asked }) => [asked.file, asked.name]));
  const answers: FileAnswer[] = [];
  const rows = session.batches(
    `select transform(line) using '${command}' as (record string) from (select /*+ REPARTITION(${tasks}) */ line from imbill_files)`,
  );
  for await (const batch of rows)
    for (const { record } of batch) {
      const answer = parseAnswer(String(record));
      if ('failed' in answer) throw cannotRun(answer.failed);
      answers.push(answer);
      onAnswer(names.get(answer.file) ?? '');
    }
  return answers;
}

/** Records a wave if its answers are right. */
async function settleWave(
  job: LoadJob,
  wave: readonly SharedFile[],
  answers: readonly FileAnswer[],
  { places, worker }: { places: LoadPlaces; worker: StartedWorker },
): Promise<void> {
  const { workspace } = job.effects;
  const checked = await checkWave(wave, answers, { places, expected: worker.expected });
  for (const identity of checked.workers)
    await job.recorder.write((warehouse) =>
      noteLoadWorker(warehouse, job.loadId, { ...identity, ...worker.archive }),
    );
  for (const { file, asked } of wave)
    await settleAnswer(job, file, checked.answers.get(asked.file)!, { places, workspace });
  await job.recorder.end();
}
