import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, quoted } from '../../duckdb/duckdb.ts';
import { parquetRows } from '../../duckdb/file-rows.ts';
import type { ByteWork } from '../bytes/byte-work.ts';
import { readCsvFirstLine } from '../bytes/csv-first-line.ts';
import type { VerifiedRange } from '../bytes/file-range.ts';
import { joinProfiles } from '../bytes/join-profiles.ts';
import { type TextProfile, TextProfiler } from '../bytes/text-profile.ts';
import { type VerifiedDelivery, verifyLimits } from '../bytes/verify-delivery.ts';
import { findWrittenFailureWords } from './failure-words.ts';
import type { LineCounts } from './judge-records.ts';
import { singleLineNames } from './open-csv.ts';
import { type ReadDelivery, readDelivery } from './read-delivery.ts';
import type { SourceSettings } from './source-settings.ts';

/** A range of a verified file, as plain data: whoever can read the file can read the range. */
export interface RangeOfFile {
  delivery: VerifiedDelivery;
  range: VerifiedRange;
  /** Header of a CSV file with a line end; empty for NDJSON. */
  header: string;
}

/**
 * Returns the ranges of a file, each to be read alone: the rows, rejects and counts add up to those of the whole file.
 *
 * @returns Undefined if quotes of the file can hold line ends: then no line end is known to end a record.
 * @throws {UserError} If the header of a CSV file is wrong.
 */
export async function rangesOf(
  delivery: VerifiedDelivery,
  ranges: readonly VerifiedRange[],
  source: SourceSettings,
): Promise<RangeOfFile[] | undefined> {
  if (delivery.format !== 'csv') return ranges.map((range) => ({ delivery, range, header: '' }));
  const { text, isSingleLine } = await readCsvFirstLine(delivery, singleLineNames(source));
  if (delivery.hasQuote && !isSingleLine) return undefined;
  return ranges.map((range) => ({ delivery, range, header: `${text}\n` }));
}

/** A copy of a range, as a delivery of its own. */
export interface RangeCopy extends VerifiedDelivery {
  /** Headers before its lines that are not in the range: 0 or 1. */
  addedHeaders: number;
}

/**
 * Copies a range into a file of its own, with the header of the file before it. DuckDB reads whole files only.
 *
 * @param folder Folder of its own for all that is written of the range.
 */
export async function copyOut(
  { delivery, range, header }: RangeOfFile,
  { bytes, folder }: { bytes: ByteWork; folder: string },
): Promise<RangeCopy> {
  const added = range.from === 0 ? '' : header;
  const addedHeaders = added === '' ? 0 : 1;
  const contentPath = join(folder, `lines.${delivery.format}`);
  await mkdir(folder, { recursive: true });
  await bytes.copyRange(delivery.contentPath, range, { target: contentPath, header: added });
  const profile = addedHeaders === 0 ? [] : [profileOf(added, delivery)];
  return {
    ...delivery,
    ...joinProfiles([...profile, range.profile]),
    contentPath,
    scratchDir: folder,
    bytes: Buffer.byteLength(added) + range.to - range.from,
    lineShift: range.linesBefore - addedHeaders,
    addedHeaders,
  };
}

function profileOf(text: string, { delimiter }: VerifiedDelivery): TextProfile {
  const profiler = new TextProfiler({ delimiter, maxLineBytes: verifyLimits.maxLineBytes });
  profiler.add(Buffer.from(text));
  return profiler.profile();
}

/** Reads the copy of a range like `readDelivery`, and removes it. Line numbers are those of the file. */
export async function readCopy(
  database: Database,
  copy: RangeCopy,
  source: SourceSettings,
  bytes: ByteWork,
): Promise<ReadDelivery> {
  try {
    const { counts, ...read } = await readDelivery(database, copy, source, bytes);
    const lines = counts.lines - copy.addedHeaders;
    const headers = counts.headers - copy.addedHeaders;
    return { ...read, counts: { ...counts, lines, headers } };
  } finally {
    await rm(copy.contentPath, { force: true });
  }
}

/**
 * Adds up the ranges of a file.
 *
 * @param reads In the order of the ranges.
 * @param folder Folder for the rejects of the file.
 */
export async function addUpRanges(
  database: Database,
  source: SourceSettings,
  reads: readonly ReadDelivery[],
  folder: string,
): Promise<ReadDelivery> {
  const days = reads.flatMap((read) => read.days);
  const paths = days.map(({ path }) => path);
  const failureWords = await findWrittenFailureWords(database, source, paths);
  const rejectsPath = await joinRejects(database, reads, folder);
  return {
    counts: addUp(reads.map(({ counts }) => counts)),
    days,
    ...(rejectsPath !== undefined && { rejectsPath }),
    ...(failureWords !== undefined && { failureWords }),
  };
}

function addUp(all: readonly LineCounts[]): LineCounts {
  const sum = (key: keyof LineCounts) => all.reduce((total, counts) => total + counts[key], 0);
  return {
    lines: sum('lines'),
    headers: sum('headers'),
    accepted: sum('accepted'),
    ignored: sum('ignored'),
    rejected: sum('rejected'),
  };
}

async function joinRejects(
  database: Database,
  reads: readonly ReadDelivery[],
  folder: string,
): Promise<string | undefined> {
  const paths = reads.flatMap(({ rejectsPath }) => rejectsPath ?? []);
  if (paths.length === 0) return undefined;
  const path = join(folder, 'rejects.parquet');
  await database.run(
    `copy (select * from ${parquetRows(paths)} order by line_number) to ${quoted(path)} (format parquet)`,
  );
  return path;
}
