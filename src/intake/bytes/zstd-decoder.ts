import { Zstd } from '@hpcc-js/wasm-zstd';

/**
 * Decodes the next piece of a zstd stream. Damaged input gives no output, so each piece must be one that gives
 * some.
 *
 * @param outputBytes Room for the output; the decoder keeps the rest for the next piece.
 */
export type DecodeZstd = (piece: Uint8Array, outputBytes: number) => Buffer;

/**
 * Uses the decoder from the start of a stream. There is one decoder in the process, so a second
 * caller waits until the first has called `release`.
 */
export async function acquireZstdDecoder(): Promise<{ decode: DecodeZstd; release: () => void }> {
  const earlier = lastUse;
  let release = () => {};
  lastUse = new Promise((resolve) => {
    release = resolve;
  });
  try {
    await earlier;
    const zstd = await Zstd.load();
    zstd.reset();
    return { decode: zstdDecode(zstd), release };
  } catch (error) {
    release();
    throw error;
  }
}

let lastUse: Promise<void> = Promise.resolve();

/**
 * Returns `decompressChunk` of the library, through its memory where that can be reached: its public method
 * copies the output element by element, which is forty times slower.
 */
export function zstdDecode(zstd: Pick<Zstd, 'decompressChunk'>): DecodeZstd {
  const { _mainModule: memory, _zstd: stream } = zstd as unknown as Partial<ZstdInternals>;
  if (typeof memory?.heapView !== 'function' || typeof stream?.decompressChunk !== 'function') {
    return (piece, outputBytes) => Buffer.from(zstd.decompressChunk(piece, outputBytes));
  }
  return (piece, outputBytes) => {
    const input = memory.dataToHeap(piece);
    const output = memory.malloc(outputBytes);
    try {
      const size = stream.decompressChunk(output.ptr, outputBytes, input.ptr, input.size);
      return Buffer.from(memory.heapView({ ptr: output.ptr, size: Math.max(size, 0) }));
    } finally {
      memory.free(output);
      memory.free(input);
    }
  };
}

interface HeapBytes {
  ptr: number;
  size: number;
}

interface ZstdInternals {
  _mainModule: {
    dataToHeap(data: Uint8Array): HeapBytes;
    malloc(size: number): HeapBytes;
    free(bytes: HeapBytes): void;
    heapView(bytes: HeapBytes): Uint8Array;
  };
  _zstd: {
    decompressChunk(output: number, outputSize: number, input: number, inputSize: number): number;
  };
}
