import { totalmem } from 'node:os';

/** How much of the machine a query may take. */
export interface Limits {
  /** Of DuckDB's data; the process may have a little more. */
  memoryMegabytes: number;
  /** Of computing; waiting for a slow reader does not count. */
  timeoutSeconds: number;
  threads: number;
}

export const smallestMemoryMegabytes = 64;

/** Half of the machine's memory, at most 2 GB. */
export function defaultMemoryMegabytes(machineBytes: number = totalmem()): number {
  const half = Math.floor(machineBytes / 2 / 2 ** 20);
  return Math.max(smallestMemoryMegabytes, Math.min(2048, half));
}

export const defaultTimeoutSeconds = 600;

/** Megabytes of a size such as `512MB` or `2GB`, or undefined where the text is none. */
export function parseMegabytes(text: string): number | undefined {
  const [, digits, unit] = /^([1-9]\d{0,6})(MB|GB|MiB|GiB)$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const megabytes = Number(digits) * (/^g/i.test(unit!) ? 1024 : 1);
  return megabytes < smallestMemoryMegabytes ? undefined : megabytes;
}

/** A size as messages say it: `512 MB`, `2 GB`. */
export function megabytesText(megabytes: number): string {
  return megabytes % 1024 === 0 ? `${megabytes / 1024} GB` : `${megabytes} MB`;
}
