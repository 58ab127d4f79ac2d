import type { BatchState, KnownDelivery } from './known-files.ts';
import type { CheckedBatch, DeliveredContent } from './load-records.ts';

/** Reason why a file holds something else than before. */
export type Change = 'grown' | 'changed' | 'settings' | 'asked';

/**
 * A file that replaces what it held before, or that makes a replaced batch count again. Such files are
 * recorded together at the end of a load. Only then is it known which contents are still there.
 */
export interface HeldFile {
  content: DeliveredContent;
  /** The batch that was read from it; absent if a batch has this content already. */
  batch?: CheckedBatch;
  /** The batch that has this content already. */
  known?: { batchId: bigint; state: BatchState };
  /** The file as it was known before; absent for a new file. */
  before?: KnownDelivery;
  change: Change;
  /** True if the rows are those that it held before. Then nothing is replaced. */
  hasSameRows?: boolean;
}

/** A held file, with the batch that it now belongs to. */
export interface RecordedFile extends HeldFile {
  batchId: bigint;
}

/** Returns a key of a content and the entry that read it. */
export function contentKey({
  source,
  sha256,
  entry,
}: Pick<DeliveredContent, 'source' | 'sha256' | 'entry'>): string {
  return `${source} ${sha256} ${entry}`;
}

/**
 * Tells if a file's content was read again in place of its former batch: by the same entry, or by
 * another one if imbill.yaml no longer has the former entry.
 */
export function isReadAgain(
  content: DeliveredContent,
  before: KnownDelivery,
  entries: ReadonlySet<string>,
): boolean {
  const isSameContent = content.source === before.source && content.sha256 === before.sha256;
  return isSameContent && (content.entry === before.entry || !entries.has(before.entry));
}

export function startsToCount(file: RecordedFile): boolean {
  return file.batch === undefined ? file.known?.state === 'replaced' : !staysWithdrawn(file);
}

/**
 * Tells if a file stays withdrawn: one that a person withdrew does not count again because it grew.
 */
export function staysWithdrawn({ batch, before, change }: HeldFile): boolean {
  return batch !== undefined && change === 'grown' && before?.state === 'withdrawn';
}
