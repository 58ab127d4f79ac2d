import type { SandboxSettings } from '../sandbox/protocol.ts';
import type { Verdict } from './check-views.ts';
import type { View } from './view.ts';

/** The only request to the process that checks views. */
export interface CheckRequest {
  settings: SandboxSettings;
  views: View[];
  /** Paths of views that are skipped: they ended a process before. */
  lost: string[];
}

/** An answer of the process: `ready`, the verdicts, `done`. */
export type CheckAnswer = Verdict | { kind: 'ready' } | { kind: 'done' };
