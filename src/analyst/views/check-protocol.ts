import type { SandboxSettings } from '../sandbox/protocol.ts';
import type { Verdict } from './check-views.ts';
import type { View } from './view.ts';

/** What the process that looks at views is told, once. */
export interface CheckRequest {
  settings: SandboxSettings;
  views: View[];
  /** Paths of those that are not to be looked at any more. */
  lost: string[];
}

/** What it answers: `ready`, the verdicts, `done`. */
export type CheckAnswer = Verdict | { kind: 'ready' } | { kind: 'done' };
