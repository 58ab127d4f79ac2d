import type { ProgressTask } from '../../src/base/progress.ts';

/** Shows how much of a file is loaded. */
export interface FileProgress {
  /** Counts a share of the file as verified, from 0 to 1. */
  verified(share: number): void;
  /** Counts a share of the file as read, from 0 to 1. */
  read(share: number): void;
  /** Counts what is left as done. */
  end(): void;
  /** Takes everything back, as the file is begun again. */
  reset(): void;
}

/** Share of the work on a file that its verification is. */
const verifying = 0.1;

/** Counts the bytes of a file in the progress of its load. */
export function fileProgress(task: ProgressTask, bytes: number): FileProgress {
  let counted = 0;
  const count = (sum: number) => {
    task.read(sum - counted);
    counted = sum;
  };
  const add = (share: number) => count(Math.min(bytes, counted + bytes * share));
  return {
    verified: (share) => add(share * verifying),
    read: (share) => add(share * (1 - verifying)),
    end: () => count(bytes),
    reset: () => count(0),
  };
}
