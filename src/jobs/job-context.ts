import type { Progress } from '../base/progress.ts';
import type { EngineName } from '../workspace/engine-name.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Values that every job gets from the command that starts it. */
export interface JobContext {
  workspace: Workspace;
  /** The command as typed; shown to a user who finds the workspace locked. */
  command: string;
  threads: number;
  /** Engine that the user chose for this command; absent = Spark where imbill.yaml has it. */
  engine?: EngineName | undefined;
  progress: Progress;
  /** Tells the user something that is no result, such as a warning. */
  say(text: string): void;
}
