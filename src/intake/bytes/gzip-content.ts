import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DamagedArchive } from './damaged-archive.ts';

const outputChunkBytes = 256 * 1024;

/**
 * Expands a gzip file of one or more members.
 *
 * @param compressedBytes Size of the file. Node stops without a word after the last member, so bytes that
 *   follow show only as bytes that it did not read.
 * @throws {DamagedArchive} If the file is cut off, a CRC or length is wrong, or bytes follow the last member.
 */
export async function* gzipContent(
  chunks: AsyncIterable<Buffer>,
  compressedBytes: number,
): AsyncGenerator<Buffer> {
  if (compressedBytes === 0) throw new DamagedArchive('the file is empty');
  const chunkSize = Math.min(outputChunkBytes, Math.max(4096, 8 * compressedBytes));
  const gunzip = createGunzip({ chunkSize });
  const source = Readable.from(copies(chunks));
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const content of gunzip) yield content as Buffer;
  } catch (error) {
    throw asDamage(error);
  } finally {
    source.destroy();
  }
  const rest = compressedBytes - gunzip.bytesWritten;
  if (rest > 0) throw new DamagedArchive(`bytes behind the last member (${rest})`);
}

async function* copies(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

function asDamage(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') {
    return new DamagedArchive('the end of the file is missing', { cause: error });
  }
  if (code?.startsWith('Z_')) return new DamagedArchive(message, { cause: error });
  return error;
}
