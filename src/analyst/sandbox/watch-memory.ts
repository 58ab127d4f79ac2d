import { type Answer, watchId } from './protocol.ts';

/** What this process needs beside the data of a query: Node, DuckDB's code, a chunk on its way. */
export const ownMegabytes = 512;

const intervalMilliseconds = 20;

/**
 * Ends this process when it holds more than the limit. DuckDB's own limit comes first and ends
 * only the query, but some functions (`repeat`) go past it.
 */
export function watchMemory(limitMegabytes: number, answer: (message: Answer) => void): void {
  const mostBytes = (limitMegabytes + ownMegabytes) * 2 ** 20;
  setInterval(() => {
    if (process.memoryUsage.rss() <= mostBytes) return;
    answer({ kind: 'failed', id: watchId, failure: { reason: 'memory', message: '' } });
    process.kill(process.pid, 'SIGKILL');
  }, intervalMilliseconds).unref();
}
