import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { ByteWork } from '../../src/intake/bytes/byte-work.ts';
import type { VerifiedDelivery } from '../../src/intake/bytes/verify-delivery.ts';
import type { ReadDelivery } from '../../src/intake/records/read-delivery.ts';
import { describeGood, readTogether } from '../../src/intake/records/read-together.ts';
import { openSmall, type SmallText } from '../../src/intake/records/small-file.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import type { Workers } from '../effects/workers.ts';

/** Files that one query reads. */
const filesTogether = 64;
/** Milliseconds after which waiting files are read, however few they are. */
const longestWait = 5000;
/** Milliseconds after which a query is stopped, and its files are read alone. */
const longestReading = 600_000;

/** A verified file, and how it is read if it is not read with others. */
export interface WholeFile {
  delivery: VerifiedDelivery;
  source: SourceSettings;
  /** Hash of its entry: files of other entries are read by other rules. */
  entry: string;
  readAlone(database: Database): Promise<ReadDelivery>;
  /** Called if the file waits for others. */
  onWait?: (() => void) | undefined;
}

/** Lets a file be read with others of its entry. */
export interface ReadTogether extends Pick<WholeFile, 'entry' | 'onWait'> {
  reader: SmallFileReader;
}

interface QueuedFile extends WholeFile {
  small: SmallText;
  resolve(read: Promise<ReadDelivery>): void;
}

/** Small files of one shape that wait to be read. */
interface Queue {
  files: QueuedFile[];
  timer?: NodeJS.Timeout | undefined;
}

/** Reads files on the workers: small ones of one shape together, others alone. */
export class SmallFileReader {
  readonly #workers: Workers;
  readonly #bytes: ByteWork;
  readonly #scratch: string;
  readonly #queues = new Map<string, Queue>();

  constructor(workers: Workers, bytes: ByteWork, scratch: string) {
    this.#workers = workers;
    this.#bytes = bytes;
    this.#scratch = scratch;
  }

  /**
   * Reads a verified file. A small one waits until many can be read together, or until {@link readWaiting}.
   *
   * @throws The error of `readAlone`.
   * @throws {UserError} If a small file is refused.
   */
  async read(file: WholeFile): Promise<ReadDelivery> {
    const { delivery, source, entry, readAlone, onWait } = file;
    const small = await openSmall(delivery, source, { bytes: this.#bytes });
    if (small === undefined) return this.#workers.use(readAlone);
    const { text } = small;
    if (text === undefined) return describeGood(small, []);
    const key = JSON.stringify([source.kind, entry, delivery.format, text.key]);
    const read = new Promise<ReadDelivery>((resolve) => {
      this.#add(key, { ...file, small: { ...small, text }, resolve });
    });
    onWait?.();
    return read;
  }

  /** Reads all files that wait for others. */
  readWaiting(): void {
    for (const queue of this.#queues.values()) this.#readQueue(queue);
  }

  #add(key: string, file: QueuedFile): void {
    const queue: Queue = this.#queues.get(key) ?? { files: [] };
    this.#queues.set(key, queue);
    queue.files.push(file);
    if (queue.files.length >= filesTogether) this.#readQueue(queue);
    else queue.timer ??= setTimeout(() => this.#readQueue(queue), longestWait);
  }

  #readQueue(queue: Queue): void {
    clearTimeout(queue.timer);
    queue.timer = undefined;
    const files = queue.files.splice(0);
    if (files.length === 0) return;
    const reading = this.#workers.use((database) => this.#readFiles(database, files));
    // Each file learns of its own failure.
    reading.catch(() => undefined);
  }

  /** Reads files together; those of them alone that cannot be, which also tells what is wrong with them. */
  async #readFiles(database: Database, files: readonly QueuedFile[]): Promise<void> {
    const read = files.length > 1 ? await this.#readTogether(database, files) : [];
    for (const [index, file] of files.entries()) {
      const reading = read[index] ? Promise.resolve(read[index]) : file.readAlone(database);
      file.resolve(reading);
      await reading.catch(() => undefined);
    }
  }

  async #readTogether(
    database: Database,
    files: readonly QueuedFile[],
  ): Promise<(ReadDelivery | undefined)[]> {
    const folder = join(this.#scratch, randomUUID());
    const small = files.map((file) => file.small);
    const guard = setTimeout(() => database.interrupt(), longestReading);
    try {
      return await readTogether(database, files[0]!.source, small, folder);
    } catch {
      return [];
    } finally {
      clearTimeout(guard);
    }
  }
}
