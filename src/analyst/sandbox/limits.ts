import { totalmem } from 'node:os';

/** Limits of a query. */
export interface Limits {
  /** Memory of DuckDB's data; the process may have a little more. */
  memoryMegabytes: number;
  /** Time of computing; waiting for a slow reader does not count. */
  timeoutSeconds: number;
  threads: number;
}

export const smallestMemoryMegabytes = 64;

/** Returns half of the machine's memory, at most 2 GB. */
export function defaultMemoryMegabytes(machineBytes: number = totalmem()): number {
  const half = Math.floor(machineBytes / 2 / 2 ** 20);
  return Math.max(smallestMemoryMegabytes, Math.min(2048, half));
}

export const defaultTimeoutSeconds = 600;
