import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

const chunkBytes = 32 * 1024;

/** Piece of a file, with the size of the whole. */
export interface FileChunk {
  chunk: { data: Uint8Array<ArrayBuffer>; crc: bigint };
  isFirst: boolean;
  totalBytes: bigint;
  /** Number of pieces in all, 1 or more. */
  numChunks: bigint;
}

/** Reads a file in pieces of 32 KiB, each with its CRC-32. */
export async function* readChunks(path: string): AsyncGenerator<FileChunk> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const totalBytes = BigInt(size);
    const numChunks = BigInt(Math.max(1, Math.ceil(size / chunkBytes)));
    for (let at = 0; at === 0 || at < size; at += chunkBytes) {
      const data = new Uint8Array(Math.min(chunkBytes, size - at));
      await file.read(data, 0, data.length, at);
      yield { chunk: { data, crc: BigInt(crc32(data)) }, isFirst: at === 0, totalBytes, numChunks };
    }
  } finally {
    await file.close();
  }
}
