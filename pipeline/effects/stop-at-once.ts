import { writeSync } from 'node:fs';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Longest wait for what is told elsewhere that the work stops. */
const mostMilliseconds = 3000;

/**
 * Runs work that may be stopped at any time. On a signal, the process prints a message and ends by that signal at
 * once. The operating system then releases the workspace, and child processes end too.
 *
 * @param whatNow Tells the user what state the stopped work leaves behind.
 * @param say Writes the message; it must be written when it returns.
 * @param tellOthers Stops what the work runs on other machines, if it does. A second signal does not wait for it.
 */
export async function stopAtOnce<T>(
  whatNow: string,
  work: () => Promise<T>,
  tellOthers: () => Promise<void> | undefined = () => undefined,
  say: (text: string) => void = sayAtOnce,
): Promise<T> {
  let isStopped = false;
  const end = (signal: NodeJS.Signals) => {
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
    // The first process of a container is not ended by its own signals.
    process.exit(128 + constants.signals[signal]);
  };
  const stop = (signal: NodeJS.Signals) => {
    if (isStopped) return end(signal);
    isStopped = true;
    say(`Stopped by ${signal}. ${whatNow}\n`);
    const told = tellOthers();
    if (told === undefined) return end(signal);
    setTimeout(() => end(signal), mostMilliseconds);
    told.catch(() => undefined).then(() => end(signal));
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work();
  } finally {
    // Work that fails because it was stopped reports nothing.
    if (isStopped) await new Promise(() => undefined);
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Writes to standard error synchronously: nothing of this process runs later. */
function sayAtOnce(text: string): void {
  try {
    writeSync(process.stderr.fd, text);
  } catch {
    // Standard error is closed.
  }
}
