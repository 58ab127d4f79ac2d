import { rm } from 'node:fs/promises';
import type pLimit from 'p-limit';
import type { Database } from '../src/engines/duckdb.ts';
import {
  batchOf,
  type CheckedBatch,
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

/**
 * Records files while others are read: all that wait are recorded together, as a transaction of many
 * costs little more than one of a single file.
 */
export class BatchRecorder {
  readonly #record: (batches: readonly WrittenBatch[]) => Promise<void>;
  #waiting: WrittenBatch[] = [];
  #working: Promise<void> | undefined;

  constructor(
    effects: Pick<Effects, 'warehouse' | 'workspace'>,
    loadId: number,
    oneAtATime: ReturnType<typeof pLimit>,
  ) {
    this.#record = (batches) => oneAtATime(() => recordWritten(effects, loadId, batches));
  }

  add(batch: WrittenBatch): void {
    this.#waiting.push(batch);
    this.#working ??= this.#recordWaiting();
    // Whoever waits for the end learns of a failure.
    this.#working.catch(() => undefined);
  }

  /** Ends when all files are recorded; throws what recording one threw. */
  async end(): Promise<void> {
    await this.#working;
  }

  async #recordWaiting(): Promise<void> {
    while (this.#waiting.length > 0) await this.#record(this.#waiting.splice(0));
    this.#working = undefined;
  }
}

/** Puts segments in their place and records their batches; a content that is known is a duplicate. */
export async function recordWritten(
  { warehouse, workspace }: Pick<Effects, 'warehouse' | 'workspace'>,
  loadId: number,
  batches: readonly WrittenBatch[],
): Promise<void> {
  const fresh: WrittenBatch[] = [];
  const others: WrittenBatch[] = [];
  const contents = new Set<string>();
  for (const batch of batches) {
    const content = `${batch.source} ${batch.sha256}`;
    const isKnown = contents.has(content) || (await batchOf(warehouse, batch.source, batch.sha256));
    (isKnown ? others : fresh).push(batch);
    contents.add(content);
  }
  await placeSegments(
    workspace,
    fresh.flatMap(({ segments }) => segments),
  );
  await recordBatches(warehouse, loadId, fresh);
  for (const batch of others) await recordIfDuplicate(warehouse, loadId, batch);
  for (const { scratchDir } of batches) await rm(scratchDir, { recursive: true, force: true });
}

/** Records a file as a duplicate where its content is known. */
export async function recordIfDuplicate(
  warehouse: Database,
  loadId: number,
  file: Pick<CheckedBatch, 'source' | 'path' | 'fingerprint' | 'sha256'>,
): Promise<boolean> {
  const known = await batchOf(warehouse, file.source, file.sha256);
  if (known) await recordDuplicate(warehouse, loadId, file, known);
  return known !== undefined;
}
