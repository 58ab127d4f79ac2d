import { DamagedArchive } from './damaged-archive.ts';
import { acquireZstdDecoder, type DecodeZstd } from './zstd-decoder.ts';

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const maxBlockBytes = 128 * 1024;
const maxWindowBytes = 128 * 1024 * 1024;

/**
 * Expands a zstd file of one or more frames. Frames and blocks are found here, and the decoder gets one block
 * at a time. So a file that is cut off, bytes after the last frame and errors of the decoder are all noticed. A
 * frame with a checksum is checked.
 *
 * @throws {DamagedArchive} If the file is cut off or anything in it is wrong.
 * Source: RFC 8878, "Zstandard Compression", section 3.
 */
export async function* zstdContent(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const bytes = new ByteSource(chunks);
  const { decode, release } = await acquireZstdDecoder();
  try {
    if (await bytes.isAtEnd()) throw new DamagedArchive('the file is empty');
    while (!(await bytes.isAtEnd())) {
      const magic = await bytes.take(4);
      const number = magic.readUInt32LE();
      if (number === frameMagic) yield* frameContent(magic, bytes, decode);
      else if ((number & 0xfffffff0) >>> 0 === skippableMagic) await skipFrame(bytes);
      else throw new DamagedArchive('bytes that are no zstd frame');
    }
  } finally {
    release();
  }
}

async function skipFrame(bytes: ByteSource): Promise<void> {
  for (let left = (await bytes.take(4)).readUInt32LE(); left > 0; left -= maxBlockBytes) {
    await bytes.take(Math.min(left, maxBlockBytes));
  }
}

/**
 * Decodes a frame. A block with content waits for the next one, and goes to the decoder with the empty blocks
 * and the checksum after it: "no output" then always means an error.
 */
async function* frameContent(
  magic: Buffer,
  bytes: ByteSource,
  decode: DecodeZstd,
): AsyncGenerator<Buffer> {
  const header = await readFrameHeader(bytes);
  let held = [magic, header.bytes];
  let holdsContent = false;
  for (let isLast = false; !isLast; ) {
    const block = await readBlock(bytes);
    if (holdsContent && !block.isEmpty) {
      yield decodeHeld(held, decode);
      held = [];
    }
    held.push(block.bytes);
    holdsContent ||= !block.isEmpty;
    isLast = block.isLast;
  }
  if (header.hasChecksum) held.push(await bytes.take(4));
  if (holdsContent) yield decodeHeld(held, decode);
  else decode(Buffer.concat(held), maxBlockBytes);
}

function decodeHeld(held: Buffer[], decode: DecodeZstd): Buffer {
  const content = decode(Buffer.concat(held), 2 * maxBlockBytes);
  if (content.length === 0) throw new DamagedArchive('a block or its checksum is wrong');
  return content;
}

async function readFrameHeader(
  bytes: ByteSource,
): Promise<{ bytes: Buffer; hasChecksum: boolean }> {
  const descriptor = await bytes.take(1);
  const flags = descriptor[0]!;
  const isSingleSegment = (flags & 0x20) !== 0;
  const windowBytes = isSingleSegment ? 0 : 1;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6]!;
  const rest = await bytes.take(windowBytes + dictionaryBytes + sizeBytes);
  const content = rest.subarray(windowBytes + dictionaryBytes);
  const window = isSingleSegment ? contentSizeOf(content) : windowOf(rest[0]!);
  if (window > maxWindowBytes) {
    throw new DamagedArchive('a window of more than 128 MiB is needed to expand it');
  }
  return { bytes: Buffer.concat([descriptor, rest]), hasChecksum: (flags & 4) !== 0 };
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Reads the size of the content. A frame of a single segment needs its whole content as a window. */
function contentSizeOf(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE());
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}

async function readBlock(
  bytes: ByteSource,
): Promise<{ bytes: Buffer; isLast: boolean; isEmpty: boolean }> {
  const header = await bytes.take(3);
  const value = header.readUIntLE(0, 3);
  const [type, size] = [(value >> 1) & 3, value >> 3];
  if (type === 3 || size > maxBlockBytes) throw new DamagedArchive('a block header is wrong');
  const body = await bytes.take(type === 1 ? 1 : size);
  return {
    bytes: Buffer.concat([header, body]),
    isLast: (value & 1) === 1,
    isEmpty: type !== 2 && size === 0,
  };
}

/** Reads exact numbers of bytes from chunks of any size. */
class ByteSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async isAtEnd(): Promise<boolean> {
    return this.#rest.length === 0 && !(await this.#pull());
  }

  async take(count: number): Promise<Buffer> {
    while (this.#rest.length < count) {
      if (!(await this.#pull())) throw new DamagedArchive('the end of the file is missing');
    }
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  async #pull(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    this.#rest = Buffer.concat([this.#rest, next.value]);
    return true;
  }
}
