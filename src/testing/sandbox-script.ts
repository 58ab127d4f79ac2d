import { dirname, join } from 'node:path';
import { inject } from 'vitest';

/** Returns the script of the sandbox's process, built from the current sources. */
export function sandboxScript(): string {
  return join(dirname(inject('mainPath')), '..', 'src', 'analyst', 'sandbox', 'child.js');
}
