import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Checkup } from '../../../src/jobs/doctor.ts';
import { type Examined, firstOf, ok, problem } from './checkup.ts';

/** Clocks of file servers differ by a little. */
const toleratedMilliseconds = 5 * 60_000;

/** Checks that no file is from the future: then the clock is wrong now, or was wrong before. */
export async function checkClock({ workspace, machine }: Examined): Promise<Checkup> {
  const now = machine.now();
  const { settings, warehouse, analytics, lockNote, publishedNote, root } = workspace;
  const later: string[] = [];
  for (const path of [settings, warehouse, analytics, lockNote, publishedNote]) {
    const seen = await stat(path).catch(() => undefined);
    if (seen !== undefined && seen.mtimeMs > now + toleratedMilliseconds)
      later.push(`${relative(root, path)} (${seen.mtime.toISOString()})`);
  }
  const time = new Date(now).toISOString();
  if (later.length === 0) return ok('clock', time);
  return problem(
    'clock',
    `It is ${time} by this machine, and these files are from later: ${firstOf(later)}`,
    'Set the clock, and keep it with NTP: it decides which lines are in the future, and is in the audit.',
  );
}
