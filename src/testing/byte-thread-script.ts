import { dirname, join } from 'node:path';
import { inject } from 'vitest';

/** Returns the script of a thread that reads files, built from the current sources. */
export function byteThreadScript(): string {
  return join(dirname(inject('mainPath')), '..', 'src', 'intake', 'bytes', 'byte-thread.js');
}
