import type { EngineSettings } from '../sandbox/protocol.ts';
import type { Verdict } from './check-views.ts';
import type { Model } from './view.ts';

/** What the process that looks at models is told, once. */
export interface CheckRequest {
  settings: EngineSettings;
  models: Model[];
  /** Paths of those that are not to be looked at any more. */
  lost: string[];
}

/** What it answers: `ready`, the verdicts, `done`. */
export type CheckAnswer = Verdict | { kind: 'ready' } | { kind: 'done' };
