import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { SparkSession } from './session.ts';

/** Note of an open session, by which the next command finds it if this one is killed. */
export interface SessionNote {
  remove(): Promise<void>;
}

interface Noted {
  pid: number;
  host: string;
}

/** Notes a session of this process. In a workspace that cannot be written nothing is noted. */
export async function noteSession(folder: string, sessionId: string): Promise<SessionNote> {
  const path = join(folder, `${sessionId}.json`);
  const noted: Noted = { pid: process.pid, host: hostname() };
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, `${JSON.stringify(noted)}\n`);
  } catch {
    return { remove: async () => undefined };
  }
  return { remove: () => rm(path, { force: true }) };
}

/**
 * Stops what the sessions of killed commands still run, so that they take nothing from the next one.
 *
 * @param open Returns a session of that id.
 */
export async function stopAbandonedSessions(
  folder: string,
  open: (sessionId: string) => Pick<SparkSession, 'interrupt' | 'close'>,
): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const path = join(folder, name);
    if (!(await isAbandoned(path))) continue;
    const session = open(name.slice(0, -'.json'.length));
    // A server that was started anew does not know it.
    await session.interrupt().catch(() => undefined);
    await session.close();
    await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Tells whether the process of a note has ended. Only processes of this host can be asked. */
async function isAbandoned(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  let noted: Partial<Noted>;
  try {
    noted = JSON.parse(text);
  } catch {
    return true;
  }
  return noted.host === hostname() && !isRunning(noted.pid ?? 0);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
