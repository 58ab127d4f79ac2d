import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { fileChunks } from '../../base/file-chunks.ts';

/** Hashes of a content, lower-case hex. */
export interface ContentHashes {
  sha256: string;
  /** Hash of its beginning; absent if the content is shorter than that. */
  sha256Before?: string;
}

/** Hashes a content, and its first `bytesBefore` bytes on the way. */
export class ContentHash {
  readonly #hash = createHash('sha256');
  readonly #bytesBefore: number;
  #bytes = 0;
  #sha256Before: string | undefined;

  constructor(bytesBefore = -1) {
    this.#bytesBefore = bytesBefore;
  }

  add(chunk: Buffer): void {
    const rest = this.#bytesBefore - this.#bytes;
    this.#bytes += chunk.length;
    const crosses = rest >= 0 && rest <= chunk.length && this.#sha256Before === undefined;
    if (!crosses) {
      this.#hash.update(chunk);
      return;
    }
    this.#hash.update(chunk.subarray(0, rest));
    this.#sha256Before = this.#hash.copy().digest('hex');
    this.#hash.update(chunk.subarray(rest));
  }

  /** Returns the hashes. Nothing can be added then. */
  digest(): ContentHashes {
    const sha256 = this.#hash.digest('hex');
    if (this.#sha256Before === undefined) return { sha256 };
    return { sha256, sha256Before: this.#sha256Before };
  }
}

/**
 * Hashes a file.
 *
 * @param size Bytes to read.
 * @param bytesBefore Size of a beginning that is hashed too.
 * @returns The hashes, and the number of bytes: fewer than `size` if the file is shorter now.
 */
export async function hashContent(
  path: string,
  size: number,
  bytesBefore?: number,
): Promise<ContentHashes & { bytes: number }> {
  const hash = new ContentHash(bytesBefore);
  const handle = await open(path);
  let bytes = 0;
  try {
    for await (const chunk of fileChunks(handle, size, 1 << 20)) {
      hash.add(chunk);
      bytes += chunk.length;
    }
  } finally {
    await handle.close();
  }
  return { ...hash.digest(), bytes };
}
