import type { ProgressTask } from '../../src/base/progress.ts';

/** Shows how much of a file is loaded. */
export interface FileProgress {
  /** Counts a share of the file as verified or as read, from 0 to 1. Each of both is half of the work. */
  advance(share: number): void;
  /** Counts what is left as done. */
  end(): void;
  /** Takes everything back, as the file is begun again. */
  reset(): void;
}

/** Counts the bytes of a file in the progress of its load. */
export function fileProgress(task: ProgressTask, bytes: number): FileProgress {
  let counted = 0;
  const count = (sum: number) => {
    task.read(sum - counted);
    counted = sum;
  };
  return {
    advance: (share) => count(Math.min(bytes, counted + (bytes * share) / 2)),
    end: () => count(bytes),
    reset: () => count(0),
  };
}
