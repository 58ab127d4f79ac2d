import { createHash } from 'node:crypto';
import type { Bytes } from '../analyst/results/format.ts';
import type { Destination } from './destination.ts';

/** A destination that counts and hashes the written bytes. */
export interface CountedDestination extends Destination {
  /** Returns the number of bytes and their SHA-256 in lower-case hex, after the last write. */
  contents(): { bytes: number; sha256: string };
}

/** Wraps a destination so that it counts and hashes what is written. */
export function countedDestination(destination: Destination): CountedDestination {
  const hash = createHash('sha256');
  let length = 0;
  return {
    async write(bytes: Bytes) {
      const raw = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      length += raw.length;
      hash.update(raw);
      await destination.write(bytes);
    },
    commit: () => destination.commit(),
    discard: () => destination.discard(),
    contents: () => ({ bytes: length, sha256: hash.digest('hex') }),
  };
}
