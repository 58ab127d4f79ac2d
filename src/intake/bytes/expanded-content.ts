import type { FileHandle } from 'node:fs/promises';
import type { FileCompression } from './delivered-format.ts';
import { gzipContent } from './gzip-content.ts';
import { openZipMember } from './zip-content.ts';
import { memberOf } from './zip-name.ts';
import { zstdContent } from './zstd-content.ts';

/** A file whose content is to be read. */
export interface PackedFile {
  name: string;
  compression: FileCompression;
  handle: FileHandle;
  /** Size on disk. */
  size: number;
  /** Bytes of the file, from the first to the last. */
  raw: AsyncIterable<Buffer>;
}

/** The content of a file, and the size that it had before it was expanded. */
export interface ExpandedContent {
  content: AsyncIterable<Buffer>;
  packedBytes: number;
}

/**
 * Returns the content of a file: out of its zip file, and without its compression.
 *
 * @throws {DamagedArchive} Here or while it is read, if the compressed data is damaged.
 */
export async function expandedContent(file: PackedFile): Promise<ExpandedContent> {
  const { name, compression, handle, size, raw } = file;
  const member = memberOf(name)?.member;
  const zip = member === undefined ? undefined : await openZipMember(handle, size, member);
  const packed = zip?.content ?? raw;
  const expand = {
    none: () => packed,
    gzip: () => gzipContent(packed, zip?.bytes ?? size),
    zstd: () => zstdContent(packed),
  };
  return { content: expand[compression](), packedBytes: zip?.packedBytes ?? size };
}
