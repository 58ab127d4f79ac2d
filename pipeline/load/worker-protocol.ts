import { z } from 'zod';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { sourceKinds } from '../../src/metrics/source-kinds.ts';

/*
 * How the driver of a load and its workers on a cluster talk: a JSON line asks for a file, a JSON line answers.
 * Lines are ASCII, so that no executor's character set changes them.
 */

/** Everything that reading a file depends on, beside the file. All workers of a load read it from a shared file. */
export interface WorkerJob {
  settings: { timezone: string; slotSeconds: number; maxFutureHours: number | null };
  /** Milliseconds since the epoch at which the load began. */
  now: number;
  memoryMegabytes: number;
  maxExpandedBytes?: number | undefined;
  /** Size of the ranges of a large file. */
  rangeBytes: number;
  /** Texts of sql/staging, by layer and name. */
  sql: Record<string, string>;
  /** Entries of imbill.yaml, each with the SQL that checks its lines. */
  sources: SourceSettings[];
  /** Folder for segments. */
  lake: string;
  /** Folder for rejected lines. */
  rejects: string;
}

/** A line that asks for a file. */
export interface AskedFile {
  /** Path of the {@link WorkerJob}. */
  job: string;
  /** Number of the file in its load. */
  file: number;
  path: string;
  /** Relative to the workspace, with `/`. */
  name: string;
  /** Place of its entry in the job's `sources`. */
  source: number;
  /** Hash of its entry. */
  entry: string;
  /** Size on disk. */
  bytes: number;
  /** Load that a person asked to read the file again. */
  loadId?: number | undefined;
  /** Size of the content that it held before. */
  bytesBefore?: number | undefined;
  /** Hash of a content that need not be read. */
  knownSha256?: string | undefined;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

const segment = z.strictObject({
  usageDate: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  /** Relative to the lake. */
  path: z.string(),
  /** Hash of the bytes that the worker wrote. */
  sha256,
  bytes: count,
  lines: count,
  rows: count,
  /** Hash of the file under this name, if other bytes were there already. It was not replaced. */
  found: sha256.optional(),
});

const rowsOfFile = z.strictObject({
  counts: z.strictObject({
    lines: count,
    headers: count,
    accepted: count,
    ignored: count,
    rejected: count,
  }),
  failureWords: z.array(z.string()).optional(),
  segments: z.array(segment),
  /** Why a large file was not cut into ranges. */
  because: z.enum(['quotes', 'json', 'parquet']).optional(),
  /** Parquet file of the rejected lines. */
  rejects: z.strictObject({ path: z.string(), sha256 }).optional(),
});

/** Versions of a worker. */
const worker = z.strictObject({
  imbill: z.string(),
  duckdb: z.string(),
  /** Such as `linux-x64`. */
  platform: z.string(),
  /** Hash of its code and SQL, without Node.js and DuckDB. */
  code_sha256: sha256,
});
export type WorkerIdentity = z.infer<typeof worker>;

const readAnswer = z.strictObject({
  file: count,
  worker,
  sha256,
  sha256Before: sha256.optional(),
  bytes: count,
  /** Absent if the content need not be read. */
  read: rowsOfFile.optional(),
});
/** Answer for a file that was read. */
export type ReadAnswer = z.infer<typeof readAnswer>;

const answer = z.union([
  readAnswer,
  /** The file is refused, with the message for the user. */
  z.strictObject({ file: count, worker, refused: z.string() }),
  /** A worker that cannot work at all says why. */
  z.strictObject({ failed: z.string() }),
]);
export type WorkerAnswer = z.infer<typeof answer>;

/**
 * Parses a line of a worker.
 *
 * @throws {Error} If it is no answer.
 */
export function parseAnswer(line: string): WorkerAnswer {
  return parseLine(line, answer, 'an answer of a worker');
}

const askedFile = z.strictObject({
  job: z.string(),
  file: count,
  path: z.string(),
  name: z.string(),
  source: count,
  entry: z.string(),
  bytes: count,
  loadId: count.optional(),
  bytesBefore: count.optional(),
  knownSha256: sha256.optional(),
});

/**
 * Parses a line that asks for a file.
 *
 * @throws {Error} If it asks for none.
 */
export function parseAskedFile(line: string): AskedFile {
  return parseLine(line, askedFile, 'a line that asks for a file');
}

/** The rest of an entry is checked where imbill.yaml is read. */
const source = z.looseObject({ kind: z.enum(sourceKinds), checkSql: z.string() });

const workerJob = z.strictObject({
  settings: z.strictObject({
    timezone: z.string(),
    slotSeconds: z.int().min(1),
    maxFutureHours: z.number().nullable(),
  }),
  now: z.number(),
  memoryMegabytes: z.number().min(1),
  maxExpandedBytes: z.number().optional(),
  rangeBytes: z.int().min(1),
  sql: z.record(z.string(), z.string()),
  sources: z.array(source as unknown as z.ZodType<SourceSettings>),
  lake: z.string(),
  rejects: z.string(),
});

/**
 * Parses the file of a job.
 *
 * @throws {Error} If another version of imbill wrote it.
 */
export function parseJob(text: string): WorkerJob {
  return parseLine(text, workerJob, 'the job of a worker');
}

/** Returns a value as one line of JSON in ASCII. */
export function asciiJson(value: WorkerJob | AskedFile | WorkerAnswer): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function parseLine<T>(line: string, schema: z.ZodType<T>, what: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    const seen = line.length > 300 ? `${line.slice(0, 300)}…` : line;
    throw new Error(`This is not ${what}: ${seen}`, { cause });
  }
}
