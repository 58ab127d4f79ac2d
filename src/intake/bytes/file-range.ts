import { type FileHandle, open } from 'node:fs/promises';
import { fileChunks } from '../../base/file-chunks.ts';
import { ScratchWriter } from './scratch-writer.ts';
import { startBytes, type TextProfile, TextProfiler } from './text-profile.ts';
import type { VerifyLimits } from './verify-delivery.ts';

const lineFeed = 0x0a;
const chunkBytes = 1024 * 1024;

/** Size of a range of a large file. It decides which segments a file becomes, so it is the same on every machine. */
export const rangeBytes = 128 * 1024 * 1024;

/** A part of a file that begins at the start of a line and ends behind a line end, or with the file. */
export interface FileRange {
  /** Offset of its first byte. */
  from: number;
  /** Offset behind its last byte. */
  to: number;
}

/** A range whose text is known: a unit of work, as plain data. */
export interface VerifiedRange extends FileRange {
  /** Lines of the file before it. */
  linesBefore: number;
  profile: TextProfile;
}

/**
 * Cuts a file into ranges of about `rangeBytes`. The cuts depend on the bytes of the file alone.
 *
 * @param size Bytes of the file.
 * @param maxLineBytes A cut whose line end is further away is left out.
 * @returns At least one range; together they are the file.
 */
export async function findRanges(
  path: string,
  size: number,
  { rangeBytes, maxLineBytes }: { rangeBytes: number; maxLineBytes: number },
): Promise<FileRange[]> {
  const ranges: FileRange[] = [];
  let from = 0;
  const handle = await open(path);
  try {
    for (let wanted = rangeBytes; wanted < size; wanted += rangeBytes) {
      if (wanted <= from || wanted < startBytes) continue;
      const to = await lineStart(handle, wanted, Math.min(size, wanted + maxLineBytes));
      if (to === undefined) break;
      if (to >= size) break;
      ranges.push({ from, to });
      from = to;
    }
  } finally {
    await handle.close();
  }
  return [...ranges, { from, to: size }];
}

/** Finds the first line that begins at `wanted` or later. */
async function lineStart(
  handle: FileHandle,
  wanted: number,
  end: number,
): Promise<number | undefined> {
  const bytes = Buffer.allocUnsafe(64 * 1024);
  for (let at = wanted - 1; at < end; ) {
    const { bytesRead } = await handle.read(bytes, 0, Math.min(bytes.length, end - at), at);
    if (bytesRead === 0) return undefined;
    const found = bytes.subarray(0, bytesRead).indexOf(lineFeed);
    if (found !== -1) return at + found + 1;
    at += bytesRead;
  }
  return undefined;
}

/** The text of a range, as far as it was read. */
export interface SeenRange {
  profile: TextProfile;
  /** Bytes that were read; fewer than the range has if the file is shorter now. */
  bytes: number;
  /** True if reading stopped at the last line, which is too long for a log. */
  isStopped: boolean;
}

/** Reads a range and looks at its text. */
export async function profileRange(
  path: string,
  { from, to }: FileRange,
  {
    delimiter,
    maxLineBytes,
    maxTextLineBytes,
  }: Pick<VerifyLimits, 'maxLineBytes' | 'maxTextLineBytes'> & { delimiter: string },
): Promise<SeenRange> {
  const profiler = new TextProfiler({ maxLineBytes, delimiter });
  const handle = await open(path);
  let bytes = 0;
  try {
    for await (const chunk of fileChunks(handle, to - from, chunkBytes, from)) {
      bytes += chunk.length;
      profiler.add(chunk);
      if (profiler.openLineBytes > maxTextLineBytes)
        return { profile: profiler.profile(), bytes, isStopped: true };
    }
  } finally {
    await handle.close();
  }
  return { profile: profiler.profile(), bytes, isStopped: false };
}

/**
 * Copies a range into a file of its own.
 *
 * @param target Path of the copy, which must not exist.
 * @param header First line of the copy, with its line end; empty for none.
 */
export async function copyRange(
  path: string,
  { from, to }: FileRange,
  { target, header }: { target: string; header: string },
): Promise<void> {
  const handle = await open(path);
  try {
    const copy = await ScratchWriter.create(target);
    try {
      copy.text(header);
      for await (const chunk of fileChunks(handle, to - from, chunkBytes, from)) {
        copy.bytes(chunk, 0, chunk.length);
        if (copy.isFull) await copy.flush();
      }
      await copy.finish();
    } catch (error) {
      await copy.discard();
      throw error;
    }
  } finally {
    await handle.close();
  }
}
