import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Linux keeps what is written here in memory. */
const folder = '/dev/shm';
/** Bytes that all tests together never reach. */
const leastBytes = 4 * 1024 ** 3;

/**
 * Returns the folder below which tests write: one in memory, if the machine has one with enough room, else
 * that of the system.
 */
export function memoryFolder(): string {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= leastBytes ? folder : tmpdir();
  } catch {
    return tmpdir();
  }
}
