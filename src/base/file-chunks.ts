import type { FileHandle } from 'node:fs/promises';

/**
 * Reads an open file in chunks, the next one while the last one is used. A chunk is valid only until the next
 * one is asked for: its memory is used again.
 *
 * @param size Bytes to read. A file that grows is read no further.
 * @param chunkBytes Size of a chunk; the last one may be shorter.
 * @param from Offset of the first byte.
 */
export async function* fileChunks(
  handle: FileHandle,
  size: number,
  chunkBytes: number,
  from = 0,
): AsyncGenerator<Buffer> {
  // Large buffers of many small files would be most of the work of the garbage collector.
  const bufferBytes = Math.min(chunkBytes, Math.max(size, 1));
  let [spare, next] = [Buffer.allocUnsafe(bufferBytes), Buffer.allocUnsafe(bufferBytes)];
  let position = 0;
  const readInto = (buffer: Buffer) => {
    const wanted = Math.min(chunkBytes, size - position);
    return handle.read(buffer, 0, wanted, from + position).then(({ bytesRead }) => bytesRead);
  };
  let reading = readInto(next);
  for (;;) {
    const length = await reading;
    if (length === 0) return;
    position += length;
    const chunk = next.subarray(0, length);
    [spare, next] = [next, spare];
    reading = readInto(next);
    reading.catch(() => {});
    yield chunk;
  }
}
