import { rm } from 'node:fs/promises';
import { sha256Of } from '../../src/base/sha256.ts';
import type { ByteWork } from '../../src/intake/bytes/byte-work.ts';
import { deliveredFormat, type FileFormat } from '../../src/intake/bytes/delivered-format.ts';
import type { VerifiedDelivery } from '../../src/intake/bytes/verify-delivery.ts';
import { type ReadDelivery, readDelivery } from '../../src/intake/records/read-delivery.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { type Lake, sealRows, type WrittenSegment } from '../../src/warehouse/segments.ts';
import { planMemory } from '../effects/memory-plan.ts';
import type { Workers } from '../effects/workers.ts';
import { explainTrouble, isWorthAnotherInstance } from './file-trouble.ts';

/*
 * One file, from its bytes to segments that are ready to be placed. An executor of a cluster runs the same
 * functions as this machine, so nothing here knows the warehouse.
 */

/** A file to be read. */
export interface FileToRead {
  /** Its entry, with the SQL that checks its lines. */
  source: SourceSettings;
  path: string;
  /** Relative to the workspace, with `/`. */
  name: string;
  /** Size of the content that it held before; absent for a new file. */
  bytesBefore?: number | undefined;
}

/** DuckDB keeps what it has read of a file for as long as it may; more than this is of no use. */
export const readingMegabytes = 128;

/** Everything that a file is read with. */
export interface Reader {
  /** Work on the bytes, by this thread or others. */
  bytes: ByteWork;
  /** Instances to read the file. */
  workers: Workers;
  /** True if no other instance tries it after these. */
  isLast: boolean;
  /** Memory of a run, in all. */
  memoryMegabytes: number;
  /** Most bytes that a compressed file may expand to; its size decides where absent. */
  maxExpandedBytes?: number | undefined;
}

/** Reads a file once from its first to its last byte, see `verifyDelivery`. */
export function verifyFile(
  { source, path, name, bytesBefore }: FileToRead,
  { bytes, maxExpandedBytes }: Reader,
  scratchDir: string,
): Promise<VerifiedDelivery> {
  const format = deliveredFormat(name);
  const before = bytesBefore !== undefined && canGrow(format) ? { bytesBefore } : {};
  return bytes.verifyDelivery(
    { ...format, ...before, path, name, scratchDir, delimiter: source.delimiter },
    maxExpandedBytes === undefined ? {} : { maxExpandedBytes, maxRatio: 0 },
  );
}

/** Tells whether lines can be appended to a file. A document with the same beginning is another document. */
function canGrow({ format }: { format: FileFormat }): boolean {
  return format === 'csv' || format === 'ndjson';
}

/** A file that was read: its lines are accounted for, and its segments are written, but not placed. */
export type ReadFile = Omit<ReadDelivery, 'days'> & { segments: WrittenSegment[] };

/**
 * Reads a verified file, and makes its rows ready to be placed in the lake.
 *
 * @param batchName Unique name of the batch, see {@link nameBatch}.
 * @throws {UserError} If the file is refused.
 * @throws DuckDB's error, if another instance may be able to read it.
 */
export async function readFile(
  { source, delivery }: { source: SourceSettings; delivery: VerifiedDelivery },
  reader: Reader,
  { lake, batchName }: { lake: Lake; batchName: string },
): Promise<ReadFile> {
  const { days, ...read } = await reader.workers.use(async (database) => {
    const milliseconds = timeLimit(delivery.bytes);
    const guard = setTimeout(() => database.interrupt(), milliseconds);
    try {
      return await readDelivery(database, delivery, source, reader.bytes);
    } catch (error) {
      if (!reader.isLast && isWorthAnotherInstance(error)) throw error;
      const minutes = Math.round(milliseconds / 60_000);
      const memoryMegabytes = planMemory(reader.memoryMegabytes, 1).worker;
      throw explainTrouble(delivery.name, error, { memoryMegabytes, minutes });
    } finally {
      clearTimeout(guard);
      if (delivery.contentPath !== delivery.path) await rm(delivery.contentPath, { force: true });
    }
  });
  const named = { source: source.kind, batchName };
  return { ...read, segments: await sealRows(lake, named, days, reader.bytes.sha256OfFile) };
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

/** Milliseconds after which a file is given up: no slow disk takes longer. */
function timeLimit(bytes: number): number {
  return 600_000 + bytes / 200;
}
