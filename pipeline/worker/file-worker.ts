import { randomUUID } from 'node:crypto';
import { mkdir, readFile as readText, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { UserError } from '../../src/base/errors.ts';
import { sha256OfFile } from '../../src/base/sha256.ts';
import { SqlFiles } from '../../src/duckdb/sql-files.ts';
import { onThisThread } from '../../src/intake/bytes/byte-work.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { workerCode } from '../../src/spark/worker/worker-files.ts';
import type { WrittenSegment } from '../../src/warehouse/segments.ts';
import { imbillVersion } from '../effects/provenance.ts';
import { openWorkers, type WorkerEffects, type Workers } from '../effects/workers.ts';
import { isWorthAnotherInstance } from '../load/file-trouble.ts';
import { nameBatch, readingMegabytes, verifyFile } from '../load/read-file.ts';
import { type ReadingJob, readRows, type SealedRows } from '../load/read-rows.ts';
import { contentOf } from '../load/settle-content.ts';
import {
  type AskedFile,
  parseAskedFile,
  parseJob,
  type ReadAnswer,
  type WorkerAnswer,
  type WorkerIdentity,
  type WorkerJob,
} from '../load/worker-protocol.ts';
import { placeOnce } from './place-once.ts';

type Rows = NonNullable<ReadAnswer['read']>;

/**
 * Reads files for the driver of a load, one after the other, by the functions of a load on one machine. It keeps one
 * DuckDB instance with one thread.
 */
export class FileWorker {
  readonly #scratch: string;
  #job: OpenJob | undefined;

  /** @param scratch Folder of its own. */
  constructor(scratch: string) {
    this.#scratch = scratch;
  }

  /**
   * Answers a line that asks for a file. Segments and rejects are in their places when it answers.
   *
   * @throws The error that ends the worker: a fault of the machine, or a bug.
   */
  async answer(line: string): Promise<WorkerAnswer> {
    const asked = parseAskedFile(line);
    if (this.#job?.path !== asked.job) {
      this.close();
      const job = await jobAt(asked.job).catch((error: Error) => error);
      if (job instanceof Error) return { failed: unreadableJob(asked.job, job) };
      this.#job = await OpenJob.open(asked.job, job, this.#scratch);
    }
    const { file } = asked;
    const { worker } = this.#job;
    try {
      return { file, worker, ...(await this.#job.read(asked)) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { file, worker, refused: error.message };
    }
  }

  close(): void {
    this.#job?.close();
    this.#job = undefined;
  }
}

async function jobAt(path: string): Promise<WorkerJob> {
  return parseJob(await readText(path, 'utf8'));
}

function unreadableJob(path: string, error: NodeJS.ErrnoException): string {
  return `${hostname()} cannot read ${path}: ${error.code ?? error.message}`;
}

/** A job, and the instance that reads its files. */
class OpenJob {
  readonly path: string;
  readonly worker: WorkerIdentity;
  readonly #job: WorkerJob;
  readonly #scratch: string;
  #readers: Workers | undefined;

  private constructor(path: string, job: WorkerJob, scratch: string, worker: WorkerIdentity) {
    this.path = path;
    this.worker = worker;
    this.#job = job;
    this.#scratch = scratch;
  }

  static async open(path: string, job: WorkerJob, scratch: string): Promise<OpenJob> {
    const readers = openWorkers(effectsOf(job, scratch), readingMegabytes);
    const { version } = await readers.use((database) =>
      database.one<{ version: string }>('select version() as version'),
    );
    const opened = new OpenJob(path, job, scratch, {
      imbill: imbillVersion(),
      duckdb: version,
      platform: `${process.platform}-${process.arch}`,
      code_sha256: workerCode().sha256,
    });
    opened.#readers = readers;
    return opened;
  }

  /** Reads a file. Another instance, with all the memory that there is, reads what the usual one cannot. */
  async read(asked: AskedFile): Promise<Omit<ReadAnswer, 'file' | 'worker'>> {
    const effects = effectsOf(this.#job, this.#scratch);
    try {
      this.#readers ??= openWorkers(effects, readingMegabytes);
      return await this.#readWith(this.#readers, false, asked);
    } catch (error) {
      if (!isWorthAnotherInstance(error)) throw error;
      this.close();
    }
    const alone = openWorkers(effects);
    try {
      return await this.#readWith(alone, true, asked);
    } finally {
      alone.close();
    }
  }

  close(): void {
    this.#readers?.close();
    this.#readers = undefined;
  }

  async #readWith(
    workers: Workers,
    isLast: boolean,
    asked: AskedFile,
  ): Promise<Omit<ReadAnswer, 'file' | 'worker'>> {
    const { path, name, bytes, bytesBefore, entry, loadId } = asked;
    const source = this.#sourceOf(asked);
    const job = this.#readingJob(workers, isLast);
    const scratchDir = join(this.#scratch, randomUUID());
    await mkdir(scratchDir, { recursive: true });
    try {
      const wanted = { source, path, name, bytes, bytesBefore };
      const cut = await verifyFile(job, wanted, scratchDir);
      const content = contentOf(cut.delivery);
      const { sha256 } = content;
      if (sha256 === asked.knownSha256) return content;
      const rows = await readRows(job, source, cut, nameBatch({ sha256, entry }, loadId));
      return { ...content, read: await this.#place(asked, rows) };
    } finally {
      await rm(scratchDir, { recursive: true, force: true });
    }
  }

  /** Returns what a file is read with. Segments are named relative to the lake. */
  #readingJob(workers: Workers, isLast: boolean): ReadingJob {
    const { memoryMegabytes, maxExpandedBytes, rangeBytes, lake, sql } = this.#job;
    return {
      effects: {
        memoryMegabytes,
        ...(maxExpandedBytes !== undefined && { maxExpandedBytes }),
        fileReading: { rangeBytes },
        sql: new SqlFiles(sql),
        workspace: { lake, root: lake },
      },
      workers,
      alone: isLast ? workers : undefined,
      bytes: onThisThread,
      rangeTask: pLimit(1),
    };
  }

  #sourceOf({ source: index, name }: AskedFile): SourceSettings {
    const source = this.#job.sources[index];
    if (source === undefined) throw new Error(`${name}: the job has no source ${index}`);
    return source;
  }

  /** Puts the segments and the rejects of a file into their places. */
  async #place({ file }: AskedFile, { read, segments, because }: SealedRows): Promise<Rows> {
    const { counts, failureWords, rejectsPath } = read;
    const placed: Rows['segments'] = [];
    for (const segment of segments) placed.push(await this.#placeSegment(segment));
    const rejects = rejectsPath && (await this.#placeRejects(file, rejectsPath));
    return {
      counts,
      segments: placed,
      ...(failureWords && { failureWords }),
      ...(rejects && { rejects }),
      ...(because && { because }),
    };
  }

  async #placeSegment({
    writtenPath,
    path,
    ...segment
  }: WrittenSegment): Promise<Rows['segments'][number]> {
    const { size: bytes } = await stat(writtenPath);
    const found = await placeOnce(writtenPath, join(this.#job.lake, path), segment.sha256);
    return { ...segment, path, bytes, ...(found !== undefined && { found }) };
  }

  /** The name of the rejects is their hash, so that each try of a task finds its own. */
  async #placeRejects(file: number, path: string): Promise<NonNullable<Rows['rejects']>> {
    const sha256 = await sha256OfFile(path);
    const place = join(this.#job.rejects, String(file), `${sha256}.parquet`);
    const found = await placeOnce(path, place, sha256);
    if (found !== undefined) throw new Error(`${place} is damaged: its SHA-256 is ${found}`);
    return { path: place, sha256 };
  }
}

function effectsOf({ settings, memoryMegabytes, sql, now }: WorkerJob, scratch: string) {
  return {
    workspace: { scratch },
    settings,
    memoryMegabytes,
    sql: new SqlFiles(sql),
    threads: 1,
    now: () => now,
  } satisfies WorkerEffects;
}
