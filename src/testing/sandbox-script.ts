import { dirname, join } from 'node:path';
import { inject } from 'vitest';

/** The SQL sandbox's process, built from the sources as they are now. */
export function sandboxScript(): string {
  return join(dirname(inject('mainPath')), '..', 'src', 'analyst', 'sandbox', 'child.js');
}
