import { rm } from 'node:fs/promises';
import pLimit from 'p-limit';
import type { Database } from '../src/engines/duckdb.ts';
import {
  type CheckedBatch,
  type DeliveredContent,
  knownContents,
  recordBatches,
  recordDuplicate,
} from '../src/warehouse/load-records.ts';
import { placeSegments, type WrittenSegment } from '../src/warehouse/segments.ts';
import type { Effects } from './effects.ts';

/** A file of which every line is accounted for and whose segments are written, but not in their place. */
export interface WrittenBatch extends Omit<CheckedBatch, 'segments'> {
  segments: WrittenSegment[];
  /** Folder of its own where everything written of it lies. */
  scratchDir: string;
}

type RecorderEffects = Pick<Effects, 'warehouse' | 'workspace'>;

/** As many files are recorded together, or those of so many milliseconds: what a kill may undo. */
const fullGroup = 16;
const longestWait = 1000;

/**
 * Records what became of files, one after the other; those that were taken in are recorded in groups,
 * while others are read, as a transaction of many costs little more than one of a single file.
 */
export class BatchRecorder {
  readonly #effects: RecorderEffects;
  readonly #loadId: number;
  readonly #oneAtATime = pLimit(1);
  /** Contents that a batch has. */
  readonly #known: Set<string>;
  #waiting: WrittenBatch[] = [];
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();

  private constructor(effects: RecorderEffects, loadId: number, known: Set<string>) {
    this.#effects = effects;
    this.#loadId = loadId;
    this.#known = known;
  }

  static async open(effects: RecorderEffects, loadId: number): Promise<BatchRecorder> {
    const contents = await knownContents(effects.warehouse);
    return new BatchRecorder(effects, loadId, new Set(contents.map(contentOf)));
  }

  /** Records a file that was taken in, soon. */
  add(batch: WrittenBatch): void {
    this.#waiting.push(batch);
    if (this.#waiting.length >= fullGroup) this.#recordWaiting();
    else this.#timer ??= setTimeout(() => this.#recordWaiting(), longestWait);
  }

  /** Records a file as a duplicate, if its content is known. */
  async recordIfDuplicate(file: DeliveredContent): Promise<boolean> {
    if (!this.#known.has(contentOf(file))) return false;
    await this.write((warehouse) => recordDuplicate(warehouse, this.#loadId, file));
    return true;
  }

  /** Writes to the warehouse while nobody else does. */
  write<T>(work: (warehouse: Database) => Promise<T>): Promise<T> {
    return this.#oneAtATime(() => work(this.#effects.warehouse));
  }

  /** Ends when all files are recorded; throws what recording one threw. */
  async end(): Promise<void> {
    this.#recordWaiting();
    await this.#working;
  }

  #recordWaiting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const group = this.#waiting.splice(0);
    this.#working = this.#working.then(() => this.write(() => this.#record(group)));
    // Whoever waits for the end learns of a failure.
    this.#working.catch(() => undefined);
  }

  /** Puts segments in their place and records their batches; a content that is known is a duplicate. */
  async #record(group: readonly WrittenBatch[]): Promise<void> {
    const { warehouse, workspace } = this.#effects;
    const fresh: WrittenBatch[] = [];
    const duplicates: WrittenBatch[] = [];
    for (const batch of group) {
      (this.#known.has(contentOf(batch)) ? duplicates : fresh).push(batch);
      this.#known.add(contentOf(batch));
    }
    const segments = fresh.flatMap((batch) => batch.segments);
    await placeSegments(workspace, segments);
    await recordBatches(warehouse, this.#loadId, fresh);
    for (const batch of duplicates) await recordDuplicate(warehouse, this.#loadId, batch);
    for (const { scratchDir } of group) await rm(scratchDir, { recursive: true, force: true });
  }
}

function contentOf({ source, sha256 }: Pick<CheckedBatch, 'source' | 'sha256'>): string {
  return `${source} ${sha256}`;
}
