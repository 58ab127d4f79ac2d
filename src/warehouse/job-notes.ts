import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '../base/whole-files.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Jobs whose last end is noted. */
export const notedJobs = ['load', 'preview', 'run', 'correct', 'verify'] as const;

export type NotedJob = (typeof notedJobs)[number];

const noteSchema = z.object({
  /** Instant at which the job ended last; RFC 3339, UTC. */
  ended_at: z.iso.datetime(),
  exit_code: z.int().min(0),
  /** Instant at which it last ended with exit code 0; absent if it never did. */
  succeeded_at: z.iso.datetime().optional(),
});

/** Last end of a job. No amount or document depends on it. */
export type JobNote = z.infer<typeof noteSchema>;

/**
 * Notes that a job has ended, for monitoring. Does nothing where nothing can be written, or no command has written
 * here yet.
 */
export async function noteJob(
  workspace: Workspace,
  job: NotedJob,
  { endedAt, exitCode }: { endedAt: Date; exitCode: number },
): Promise<void> {
  const ended_at = endedAt.toISOString();
  const succeeded_at = exitCode === 0 ? ended_at : (await readNote(workspace, job))?.succeeded_at;
  const note: JobNote = { ended_at, exit_code: exitCode, ...(succeeded_at && { succeeded_at }) };
  try {
    // Without .imbill this fails: a folder that is no workspace gets none.
    await mkdir(workspace.jobNotes).catch(unlessThere);
    const path = pathOf(workspace, job);
    await writeWholeFile(path, (aside) => writeFile(aside, `${JSON.stringify(note)}\n`));
  } catch {
    // The result of the job counts, not this note.
  }
}

/** Reads the last end of each job that has ended here. A note that cannot be read is left out. */
export async function readJobNotes(workspace: Workspace): Promise<Map<NotedJob, JobNote>> {
  const notes = new Map<NotedJob, JobNote>();
  for (const job of notedJobs) {
    const note = await readNote(workspace, job);
    if (note !== undefined) notes.set(job, note);
  }
  return notes;
}

async function readNote(workspace: Workspace, job: NotedJob): Promise<JobNote | undefined> {
  try {
    return noteSchema.safeParse(JSON.parse(await readFile(pathOf(workspace, job), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function pathOf({ jobNotes }: Workspace, job: NotedJob): string {
  return join(jobNotes, `${job}.json`);
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
