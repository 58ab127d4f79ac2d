import { measureNode } from './measure-process.ts';
import type { ThreadRun } from './thread-result.ts';
import { readThreads, ThreadCounter } from './threads-at-work.ts';

/** Time over which threads at work are counted: longer than a thread waits for its turn on a core. */
const countedNanoseconds = 200e6;

/**
 * Runs Node with `args` in another process, and counts its threads at work until it ends.
 *
 * @throws {ProcessFailed} If it does not end with exit code 0.
 */
export async function measureThreads(
  args: readonly string[],
): Promise<ThreadRun & { stdout: string }> {
  let counter: ThreadCounter | undefined;
  let before = process.hrtime.bigint();
  const { stdout, seconds, cpu_seconds } = await measureNode(args, (pid) => {
    const now = process.hrtime.bigint();
    if (Number(now - before) < countedNanoseconds) return;
    const reading = readThreads(pid);
    if (reading === undefined) return;
    counter ??= new ThreadCounter(pid);
    counter.add(reading, Number(now - before));
    before = now;
  });
  if (counter === undefined || cpu_seconds === null)
    throw new Error('Threads can be counted only on Linux, in processes of a second and more.');
  return { stdout, seconds, cpu_seconds, ...counter.result() };
}
