import { rm } from 'node:fs/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { entryHash } from '../../src/intake/records/entry-hash.ts';
import { type ErasedRows, readErased } from '../../src/warehouse/erased-rows.ts';
import { type FinishedLoad, finishLoad } from '../../src/warehouse/finish-load.ts';
import { contentKey, type HeldFile, isReadAgain } from '../../src/warehouse/held-file.ts';
import { type BatchState, readKnownContents } from '../../src/warehouse/known-files.ts';
import {
  type CheckedBatch,
  type DeliveredContent,
  recordBatches,
  recordDuplicate,
} from '../../src/warehouse/load-records.ts';
import { haveSameRows } from '../../src/warehouse/same-rows.ts';
import { placeSegments, type WrittenSegment } from '../../src/warehouse/segments.ts';
import type { Effects } from '../effects/effects.ts';
import { UserIdHasher } from './user-id-hasher.ts';

/** A checked file whose segments are written, but not in their place. */
export interface WrittenBatch extends Omit<CheckedBatch, 'segments'> {
  segments: WrittenSegment[];
  /** Folder of its own for everything that is written of it. */
  scratchDir: string;
}

/** A file that waits for the end of the load; see {@link HeldFile}. */
export interface WaitingFile extends HeldFile {
  batch?: WrittenBatch;
}

/** A batch that has a content already. */
export interface KnownBatch {
  batchId: bigint;
  state: BatchState;
}

type RecorderEffects = Pick<Effects, 'warehouse' | 'workspace' | 'settings' | 'threads'>;

interface RecorderParts {
  known: Map<string, KnownBatch>;
  erased: ErasedRows;
  userIds: UserIdHasher;
  oneAtATime: LimitFunction;
}

/** Files are recorded in groups of this size, or after so many milliseconds. A kill loses at most one group. */
const fullGroup = 256;
const longestWait = 1000;
/** A process may not have more files open. */
const placedAtATime = 64;

/**
 * Records files, one after the other. New batches are recorded in groups while others are read: a transaction
 * of many costs little more than one of a single file.
 */
export class BatchRecorder {
  readonly #effects: RecorderEffects;
  readonly #loadId: number;
  readonly #oneAtATime: LimitFunction;
  /** Contents of the batches. A key without an entry is of any entry. */
  readonly #known: Map<string, KnownBatch>;
  #added: WrittenBatch[] = [];
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();

  /** Erased rows, which must not come back. */
  readonly erased: ErasedRows;
  /** Hashes the user ids of files. */
  readonly userIds: UserIdHasher;

  private constructor(
    effects: RecorderEffects,
    loadId: number,
    { known, erased, userIds, oneAtATime }: RecorderParts,
  ) {
    this.#effects = effects;
    this.#loadId = loadId;
    this.#oneAtATime = oneAtATime;
    this.#known = known;
    this.erased = erased;
    this.userIds = userIds;
  }

  static async open(effects: RecorderEffects, loadId: number): Promise<BatchRecorder> {
    const contents = await readKnownContents(effects.warehouse, [...entriesOf(effects)]);
    const known = new Map(contents.map((content) => [contentKey(content), content]));
    const erased = await readErased(effects.warehouse, effects.workspace.root);
    const oneAtATime = pLimit(1);
    const userIds = await UserIdHasher.open(effects, (work) =>
      oneAtATime(() => work(effects.warehouse)),
    );
    return new BatchRecorder(effects, loadId, { known, erased, userIds, oneAtATime });
  }

  /** Records a new batch, soon. */
  add(batch: WrittenBatch): void {
    this.#added.push(batch);
    if (this.#added.length >= fullGroup) this.#recordAdded();
    else this.#timer ??= setTimeout(() => this.#recordAdded(), longestWait);
  }

  /** Finds the batch with this content. */
  findKnown(content: DeliveredContent): KnownBatch | undefined {
    return (
      this.#known.get(contentKey(content)) ?? this.#known.get(contentKey({ ...content, entry: '' }))
    );
  }

  /** Records that a file holds the content of a batch. */
  recordDuplicate(file: DeliveredContent, { batchId }: KnownBatch): Promise<void> {
    return this.write((warehouse) => recordDuplicate(warehouse, this.#loadId, file, batchId));
  }

  /**
   * Records all waiting files at once, after their segments are put in their place. This ends the load.
   *
   * @param reason Reason of a person who asked to have files read again; empty if nobody did.
   */
  async recordWaiting(waiting: readonly WaitingFile[], reason: string): Promise<FinishedLoad> {
    const { warehouse, workspace } = this.#effects;
    const entries = entriesOf(this.#effects);
    const anew = waiting.flatMap((file) =>
      file.batch && file.before && isReadAgain(file.content, file.before, entries)
        ? [{ file, batch: file.batch, batchId: file.before.batchId }]
        : [],
    );
    const answers = await haveSameRows(warehouse, workspace.root, anew);
    for (const [index, { file }] of anew.entries()) file.hasSameRows = answers[index]!;
    const segments = waiting
      .filter(({ hasSameRows }) => !hasSameRows)
      .flatMap(({ batch }) => batch?.segments ?? []);
    for (let from = 0; from < segments.length; from += placedAtATime)
      await placeSegments(workspace, segments.slice(from, from + placedAtATime));
    const options = { held: waiting, entries, reason };
    const settled = await finishLoad(warehouse, workspace.root, this.#loadId, options);
    for (const { batch } of waiting)
      if (batch) await rm(batch.scratchDir, { recursive: true, force: true });
    return settled;
  }

  /** Writes to the warehouse while nobody else does. */
  write<T>(work: (warehouse: Database) => Promise<T>): Promise<T> {
    return this.#oneAtATime(() => work(this.#effects.warehouse));
  }

  /**
   * Waits until all files are recorded.
   *
   * @throws The error of recording one.
   */
  async end(): Promise<void> {
    this.#recordAdded();
    await this.#working;
  }

  #recordAdded(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const group = this.#added.splice(0);
    this.#working = this.#working.then(() => this.write(() => this.#record(group)));
    // Whoever waits for the end learns of a failure.
    this.#working.catch(() => undefined);
  }

  /** Puts segments in their place and records their batches. A known content is recorded as a duplicate. */
  async #record(group: readonly WrittenBatch[]): Promise<void> {
    const { warehouse, workspace } = this.#effects;
    const fresh = new Map<string, WrittenBatch>();
    const duplicates: WrittenBatch[] = [];
    for (const batch of group) {
      const isKnown = this.findKnown(batch) !== undefined || fresh.has(contentKey(batch));
      if (isKnown) duplicates.push(batch);
      else fresh.set(contentKey(batch), batch);
    }
    const batches = [...fresh.values()];
    await placeSegments(
      workspace,
      batches.flatMap(({ segments }) => segments),
    );
    const ids = await recordBatches(warehouse, this.#loadId, batches);
    for (const [index, batch] of batches.entries())
      this.#known.set(contentKey(batch), { batchId: ids[index]!, state: 'counts' });
    for (const batch of duplicates)
      await recordDuplicate(warehouse, this.#loadId, batch, this.findKnown(batch)!.batchId);
    for (const { scratchDir } of group) await rm(scratchDir, { recursive: true, force: true });
  }
}

function entriesOf({ settings }: RecorderEffects): Set<string> {
  return new Set(settings.sources.map(entryHash));
}
