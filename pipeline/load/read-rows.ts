import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LimitFunction } from 'p-limit';
import { inOrder } from '../../src/base/in-order.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { ByteWork } from '../../src/intake/bytes/byte-work.ts';
import { rangeBytes } from '../../src/intake/bytes/file-range.ts';
import type { CutDelivery } from '../../src/intake/bytes/verify-in-ranges.ts';
import { type ReadDelivery, readDelivery } from '../../src/intake/records/read-delivery.ts';
import {
  addUpRanges,
  copyOut,
  type RangeOfFile,
  rangesOf,
  readCopy,
} from '../../src/intake/records/read-range.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import type { UncutFile } from '../../src/jobs/load.ts';
import { type Lake, sealRows, type WrittenSegment } from '../../src/warehouse/segments.ts';
import type { Effects } from '../effects/effects.ts';
import { planMemory } from '../effects/memory-plan.ts';
import type { Workers } from '../effects/workers.ts';
import type { FileProgress } from './file-progress.ts';
import { explainTrouble, isWorthAnotherInstance } from './file-trouble.ts';
import type { ReadTogether } from './small-files.ts';

/** Settings that decide how a file is read. An executor of a cluster has them, too, and no warehouse. */
export type ReadingEffects = Pick<
  Effects,
  'memoryMegabytes' | 'maxExpandedBytes' | 'sql' | 'fileReading'
> & { workspace: Lake };

/** The instances and threads that read the files of a load. */
export interface ReadingJob {
  effects: ReadingEffects;
  workers: Workers;
  /** Reads this file instead of the workers, which could not. */
  alone: Workers | undefined;
  /** Does the work on the bytes of files. */
  bytes: ByteWork;
  /** Limits the ranges that are copied at a time, of all files together. */
  rangeTask: LimitFunction;
  /** Reads small files together; absent where each is read alone. */
  together?: ReadTogether;
  /** Shows how much of the file is loaded; absent = nobody looks. */
  shown?: FileProgress;
}

/** Rows of a file that are read and sealed. */
export interface SealedRows {
  read: ReadDelivery;
  segments: WrittenSegment[];
  /** Why one thread read a large file; absent if it was cut, or is small. */
  because?: UncutFile['because'];
}

/** Returns the size of the ranges into which large files are cut. */
export function rangeBytesOf({ fileReading }: Pick<Effects, 'fileReading'>): number {
  return fileReading?.rangeBytes ?? rangeBytes;
}

/** Reads the rows of a file and seals them as segments: the whole file, or a large one in ranges. */
export async function readRows(
  job: ReadingJob,
  entry: SourceSettings,
  { delivery, ranges }: CutDelivery,
  batchName: string,
): Promise<SealedRows> {
  const { effects, bytes } = job;
  const { kind } = entry;
  const source = { ...entry, checkSql: effects.sql.text('staging', `checked_${kind}`) };
  try {
    if (ranges.length > 1) {
      const cut = await rangesOf(delivery, ranges, source);
      if (cut !== undefined) return await readInRanges(job, source, cut, batchName);
    }
    const read = await readWhole(job, delivery, source);
    const named = { source: kind, batchName };
    const segments = await sealRows(effects.workspace, named, read.days, bytes.sha256OfFile);
    const isUncut = delivery.bytes > rangeBytesOf(effects) && ranges.length !== 1;
    return { read, segments, ...(isUncut && { because: whyNotCut(delivery) }) };
  } finally {
    if (delivery.contentPath !== delivery.path) await rm(delivery.contentPath, { force: true });
  }
}

/** Reads a file in one piece: alone, or a small one with others. */
function readWhole(
  job: ReadingJob,
  delivery: CutDelivery['delivery'],
  source: SourceSettings,
): Promise<ReadDelivery> {
  const { alone, bytes, together } = job;
  const read = (database: Database) => readDelivery(database, delivery, source, bytes);
  if (together === undefined || alone !== undefined) return onDatabase(job, delivery, read);
  const { reader, ...others } = together;
  const readAlone = (database: Database) => inTime(job, delivery, read, database);
  return reader.read({ ...others, delivery, source, readAlone });
}

function whyNotCut({ format }: CutDelivery['delivery']): UncutFile['because'] {
  return format === 'json' || format === 'parquet' ? format : 'quotes';
}

/** Reads all ranges of a file. One bad range refuses the file; its segments are not in the lake yet. */
async function readInRanges(
  job: ReadingJob,
  source: SourceSettings,
  ranges: readonly RangeOfFile[],
  batchName: string,
): Promise<SealedRows> {
  const { effects, bytes, rangeTask, workers, shown } = job;
  const { delivery } = ranges[0]!;
  const readOne = async (one: RangeOfFile, index: number) => {
    const folder = join(delivery.scratchDir, `range-${index}`);
    const copy = await copyOut(one, { bytes, folder });
    const read = await onDatabase(job, copy, (database) => readCopy(database, copy, source, bytes));
    const named = { source: source.kind, batchName: rangeName(batchName, index) };
    const segments = await sealRows(effects.workspace, named, read.days, bytes.sha256OfFile);
    shown?.read(1 / ranges.length);
    return { read, segments };
  };
  const parts = await inOrder(ranges, workers.count + 1, (one, index) =>
    rangeTask(() => readOne(one, index)),
  );
  const reads = parts.map(({ read }) => read);
  const read = await onDatabase(job, delivery, (database) =>
    addUpRanges(database, source, reads, delivery.scratchDir),
  );
  return { read, segments: parts.flatMap(({ segments }) => segments) };
}

/** Digits of the number of a range. */
const rangeDigits = 4;

/** Names the segments of a range: as long as the name of a batch, and in the order of the ranges. */
function rangeName(batchName: string, index: number): string {
  const number = String(index + 1).padStart(rangeDigits, '0');
  return `${batchName.slice(0, -number.length - 1)}-${number}`;
}

/** Tells whether a file name is one of a segment of the batch. */
export function isSegmentOf(batchName: string, file: string): boolean {
  const [, number = '1'] = /-(\d+)\.parquet$/.exec(file) ?? [];
  const names = [batchName, rangeName(batchName, Number(number) - 1)];
  return names.some((name) => file === `${name}.parquet`);
}

/** Runs `work` on an instance, for a limited time, and explains its failure to the operator. */
function onDatabase<T>(
  job: ReadingJob,
  file: { name: string; bytes: number },
  work: (database: Database) => Promise<T>,
): Promise<T> {
  return (job.alone ?? job.workers).use((database) => inTime(job, file, work, database));
}

async function inTime<T>(
  { effects, alone }: ReadingJob,
  { name, bytes }: { name: string; bytes: number },
  work: (database: Database) => Promise<T>,
  database: Database,
): Promise<T> {
  const guard = setTimeout(() => database.interrupt(), timeLimit(bytes));
  try {
    return await work(database);
  } catch (error) {
    if (alone === undefined && isWorthAnotherInstance(error)) throw error;
    const minutes = Math.round(timeLimit(bytes) / 60_000);
    const memoryMegabytes = planMemory(effects.memoryMegabytes, 1).worker;
    throw explainTrouble(name, error, { memoryMegabytes, minutes });
  } finally {
    clearTimeout(guard);
  }
}

/** Milliseconds after which a file is given up: no slow disk takes longer. */
function timeLimit(bytes: number): number {
  return 600_000 + bytes / 200;
}
