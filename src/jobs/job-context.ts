import type { Progress } from '../base/progress.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Values that every job gets from the command that starts it. */
export interface JobContext {
  workspace: Workspace;
  /** The command as typed; shown to a user who finds the workspace locked. */
  command: string;
  threads: number;
  progress: Progress;
  /** Tells the user something that is no result, such as a warning. */
  say(text: string): void;
}
