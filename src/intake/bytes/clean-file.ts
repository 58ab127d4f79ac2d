import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ByteWindow } from './byte-window.ts';
import { assertMostAreGood, RejectsFile } from './rejects-file.ts';
import { ScratchWriter } from './scratch-writer.ts';
import type { StructuredFile, StructureLimits } from './structured-file.ts';
import type { VerifiedDelivery } from './verify-delivery.ts';

/** A file that is cleaned: the window on it, and the files of its good records and its bad lines. */
export interface CleaningJob {
  delivery: VerifiedDelivery;
  limits: StructureLimits;
  window: ByteWindow;
  copy: ScratchWriter;
  rejects: RejectsFile;
}

/** Copies the records of one format. */
export interface Cleaner extends Pick<StructuredFile, 'header' | 'lines' | 'headers'> {
  /** Copies records until the window is empty or the output is full. */
  copyReady(): void;
}

/** Behind the longest record: its line end, and that of a repeated header. */
const lineEnds = 4;

/**
 * Copies the good records of a text file, each after its line number, and its bad lines into a rejects file.
 *
 * @param start Begins the copy, and refuses a file with a wrong header.
 * @throws {UserError} If most lines are bad. No file is left then.
 */
export async function cleanFile(
  delivery: VerifiedDelivery,
  limits: StructureLimits,
  start: (job: CleaningJob) => Cleaner | Promise<Cleaner>,
): Promise<StructuredFile> {
  const stem = join(delivery.scratchDir, randomUUID());
  const lookahead = limits.maxRecordBytes + lineEnds;
  const { contentPath, bytes } = delivery;
  const window = await ByteWindow.open(contentPath, lookahead, limits.chunkBytes, bytes);
  const copy = await ScratchWriter.create(`${stem}.clean.${delivery.format}`);
  const rejects = new RejectsFile(`${stem}.rejects.csv`);
  try {
    const cleaner = await start({ delivery, limits, window, copy, rejects });
    while (await window.fill()) {
      cleaner.copyReady();
      await copy.flush();
      await rejects.flush();
      const lines = (delivery.lineShift ?? 0) + cleaner.lines;
      assertMostAreGood(delivery.name, { lines, rejected: rejects.count });
    }
    await copy.finish();
    await rejects.finish();
    const { header, lines, headers } = cleaner;
    return {
      readPath: copy.path,
      hasLineNumbers: true,
      linesBefore: 0,
      header,
      lines,
      headers,
      structuralRejects: rejects.count,
      ...(rejects.path !== undefined && { rejectsPath: rejects.path }),
    };
  } catch (error) {
    await copy.discard();
    await rejects.discard();
    throw error;
  } finally {
    await window.close();
  }
}
