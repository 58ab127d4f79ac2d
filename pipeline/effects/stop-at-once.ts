import { writeSync } from 'node:fs';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that may be stopped at any time. On a signal, the process prints a message and ends by that signal at
 * once. The operating system then releases the workspace, and child processes end too.
 *
 * @param whatNow Tells the user what state the stopped work leaves behind.
 */
export async function stopAtOnce<T>(whatNow: string, work: () => Promise<T>): Promise<T> {
  const stop = (signal: NodeJS.Signals) => {
    say(`Stopped by ${signal}. ${whatNow}\n`);
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
    // The first process of a container is not ended by its own signals.
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** Writes to standard error synchronously: nothing of this process runs later. */
function say(text: string): void {
  try {
    writeSync(process.stderr.fd, text);
  } catch {
    // Standard error is closed.
  }
}
