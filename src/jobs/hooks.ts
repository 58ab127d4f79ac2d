import type { HookEvent } from '../workspace/notice-settings.ts';

/** A command of `on` in imbill.yaml that was run. */
export interface HookRun {
  event: HookEvent;
  command: string;
  /** Null if a signal ended it, or it did not start. */
  exit_code: number | null;
  /** Why it failed; empty if it did not. */
  problem: string;
}

/** Commands that were run after a job, part of the result of several jobs. */
export interface HookReport {
  hooks: HookRun[];
}
