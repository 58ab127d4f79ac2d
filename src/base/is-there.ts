import { statSync } from 'node:fs';

/**
 * Tells whether a file or folder exists.
 *
 * @throws The error of the operating system if that cannot be known. A folder that this user may not read is
 *   not an empty one.
 */
export function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
