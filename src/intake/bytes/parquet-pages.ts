import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { EndOfBytes, readThriftStruct } from './thrift-compact.ts';

/** A column within one row group, by the footer of a Parquet file. */
export interface ColumnChunk {
  /** Dotted path of the column, for messages. */
  column: string;
  rowGroup: number;
  values: number;
  rows: number;
  /** Offset of its first page. */
  start: number;
}

/** A Parquet file that is not as it was written. The message is the end of a sentence. */
export class DamagedPages extends Error {
  override readonly name = 'DamagedPages';
}

const pageTypes = { data: 0, dictionary: 2, dataV2: 3 } as const;
const windowBytes = 64 * 1024;
const longestHeaderBytes = 64 * 1024 * 1024;

/**
 * Checks the pages of the columns of a Parquet file. They must hold as many values as the footer says, and
 * match their checksums. Of pages without a checksum only the header is read.
 *
 * @throws {DamagedPages} If a page is wrong.
 * Source: apache/parquet-format, parquet.thrift, `PageHeader`.
 */
export async function verifyPages(path: string, chunks: readonly ColumnChunk[]): Promise<void> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const pages = new PageReader(handle, size);
    for (const chunk of chunks) {
      try {
        await verifyChunk(pages, chunk);
      } catch (error) {
        if (!(error instanceof RangeError || error instanceof EndOfBytes)) throw error;
        throw damaged(chunk, 'a page header cannot be read', error);
      }
    }
  } finally {
    await handle.close();
  }
}

async function verifyChunk(pages: PageReader, chunk: ColumnChunk): Promise<void> {
  let [values, rows] = [0, 0];
  let isVersion2 = true;
  for (let at = chunk.start; values < chunk.values; ) {
    const page = await pages.headerAt(at);
    at = page.bodyStart + page.bodyBytes;
    if (page.bodyBytes < 0 || at > pages.size) throw damaged(chunk, 'a page ends behind the file');
    if (page.values < 0) throw damaged(chunk, 'a page has less than no values');
    if (page.checksum !== undefined && page.checksum !== (await pages.checksumOf(page))) {
      throw damaged(chunk, `the checksum of the page at byte ${page.start} is wrong`);
    }
    if (page.type !== pageTypes.data && page.type !== pageTypes.dataV2) continue;
    values += page.values;
    rows += page.rows;
    isVersion2 &&= page.type === pageTypes.dataV2;
  }
  if (values !== chunk.values) {
    throw damaged(chunk, `its pages hold ${values} values, its footer says ${chunk.values}`);
  }
  if (isVersion2 && values > 0 && rows !== chunk.rows) {
    throw damaged(chunk, `its pages hold ${rows} rows, its footer says ${chunk.rows}`);
  }
}

function damaged({ column, rowGroup }: ColumnChunk, why: string, cause?: unknown): Error {
  return new DamagedPages(`column "${column}" in row group ${rowGroup + 1}: ${why}`, { cause });
}

interface Page {
  start: number;
  type: number;
  bodyStart: number;
  bodyBytes: number;
  values: number;
  rows: number;
  checksum: number | undefined;
}

/** Reads page headers and page bodies at any place of a file. */
class PageReader {
  readonly size: number;
  readonly #handle: FileHandle;
  #window = Buffer.alloc(0);
  #windowStart = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** Reads a page header. It may hold statistics of any length: if it is cut off, more is read. */
  async headerAt(start: number): Promise<Page> {
    for (let wanted = 256; ; wanted *= 16) {
      const bytes = await this.#bytesAt(start, wanted);
      try {
        const { value, end } = readThriftStruct(bytes);
        const type = value.numbers.get(1) ?? -1;
        const data = value.structs.get(type === pageTypes.dataV2 ? 8 : 5)?.numbers;
        const checksum = value.numbers.get(4);
        return {
          start,
          type,
          bodyStart: start + end,
          bodyBytes: value.numbers.get(3) ?? -1,
          values: data?.get(1) ?? (type === pageTypes.data ? -1 : 0),
          rows: (type === pageTypes.dataV2 ? data?.get(3) : 0) ?? 0,
          checksum: checksum === undefined ? undefined : checksum >>> 0,
        };
      } catch (error) {
        const isWhole = start + wanted >= this.size || wanted > longestHeaderBytes;
        if (!(error instanceof EndOfBytes) || isWhole) throw error;
      }
    }
  }

  async checksumOf({ bodyStart, bodyBytes }: Page): Promise<number> {
    const end = bodyStart + bodyBytes;
    const buffer = Buffer.allocUnsafe(Math.min(bodyBytes, 1024 * 1024));
    let checksum = 0;
    for (let at = bodyStart; at < end; ) {
      const wanted = Math.min(buffer.length, end - at);
      const { bytesRead } = await this.#handle.read(buffer, 0, wanted, at);
      if (bytesRead === 0) throw new EndOfBytes();
      checksum = crc32(buffer.subarray(0, bytesRead), checksum);
      at += bytesRead;
    }
    return checksum;
  }

  async #bytesAt(start: number, count: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(count, this.size - start));
    const offset = start - this.#windowStart;
    if (offset < 0 || offset + wanted > this.#window.length) {
      const buffer = Buffer.allocUnsafe(Math.max(windowBytes, wanted));
      const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, start);
      this.#window = buffer.subarray(0, bytesRead);
      this.#windowStart = start;
    }
    return this.#window.subarray(start - this.#windowStart, start - this.#windowStart + wanted);
  }
}
