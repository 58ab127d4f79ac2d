import { exitCodes, UserError } from '../../src/base/errors.ts';
import { type NotedJob, noteJob } from '../../src/warehouse/job-notes.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/**
 * Runs a job and notes when and how it ended, for monitoring.
 *
 * @param exitCodeOf Returns the exit code of a result that is no success.
 */
export async function notedJob<T>(
  { workspace, job, now }: { workspace: Workspace; job: NotedJob; now(): number },
  work: () => Promise<T>,
  exitCodeOf: (result: T) => number = () => exitCodes.done,
): Promise<T> {
  const note = (exitCode: number) =>
    noteJob(workspace, job, { endedAt: new Date(now()), exitCode });
  try {
    const result = await work();
    await note(exitCodeOf(result));
    return result;
  } catch (error) {
    await note(error instanceof UserError ? error.exitCode : exitCodes.failed);
    throw error;
  }
}
