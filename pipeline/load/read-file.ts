import { sha256Of } from '../../src/base/sha256.ts';
import type { FileFormat } from '../../src/intake/bytes/delivered-format.ts';
import { type CutDelivery, verifyInRanges } from '../../src/intake/bytes/verify-in-ranges.ts';
import { isZip } from '../../src/intake/bytes/zip-name.ts';
import { damagedZip } from '../../src/intake/records/delivered-zip.ts';
import { fileOfSource } from '../../src/intake/records/file-of-source.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { type ReadingJob, rangeBytesOf } from './read-rows.ts';

/** DuckDB keeps what it has read of a file for as long as it may; more than this is of no use. */
export const readingMegabytes = 128;

/** A file to be read. */
export interface FileToRead {
  source: SourceSettings;
  path: string;
  /** Relative to the workspace, with `/`. */
  name: string;
  /** Size on disk. */
  bytes: number;
  /** Size of the content that it held before; absent for a new file. */
  bytesBefore?: number | undefined;
}

/** Reads a file from its first to its last byte, before anything else does; see `verifyInRanges`. */
export async function verifyFile(
  { bytes, effects, workers, shown }: ReadingJob,
  { source, path, name, bytes: size, bytesBefore }: FileToRead,
  scratchDir: string,
): Promise<CutDelivery> {
  const { maxExpandedBytes } = effects;
  if (isZip(name)) throw await damagedZip(path, name);
  const before = { ...(bytesBefore !== undefined && { bytesBefore }) };
  const file = { ...fileOfSource(source, name), path, scratchDir };
  return verifyInRanges(
    canGrow(file) ? { ...file, ...before } : file,
    size,
    maxExpandedBytes === undefined ? {} : { maxExpandedBytes, maxRatio: 0 },
    { bytes, rangeBytes: rangeBytesOf(effects), atATime: workers.count, onShare: shown?.verified },
  );
}

/** Tells whether lines can be appended to a file. A document with the same beginning is another document. */
function canGrow({ format }: { format: FileFormat }): boolean {
  return format === 'csv' || format === 'ndjson';
}

/**
 * Names the segments of a batch by its content and its entry.
 *
 * @param loadId Load that a person asked to read the file again; then the name is new.
 */
export function nameBatch(
  { sha256, entry }: { sha256: string; entry: string },
  loadId: number | undefined,
): string {
  const parts = [sha256, entry, ...(loadId === undefined ? [] : [loadId])];
  return sha256Of(parts.join(' ')).slice(0, 32);
}
