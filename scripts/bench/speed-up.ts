import type { ThreadRun } from './thread-result.ts';

/** Numbers of cores for which the speed-up is told. */
export const cores = [4, 8, 16, 32] as const;

/**
 * Returns the share of the CPU seconds that are used one thing at a time: all of the main thread and of other
 * processes, and of the other threads where only one was at work. It is rather too high, as the main thread also works
 * beside others.
 */
export function serialShare({ cpu_seconds, parallel_seconds }: ThreadRun): number {
  return Math.max(0, 1 - parallel_seconds / cpu_seconds);
}

/** Returns how many times as fast work is on many cores than on one, by Amdahl's law. */
export function speedUp(serial: number, coreCount: number): number {
  return 1 / (serial + (1 - serial) / coreCount);
}
