import { type Answer, watchId } from './protocol.ts';

/** Memory of this process beside the data of a query: Node, DuckDB's code, a chunk. */
export const ownMegabytes = 512;

const intervalMilliseconds = 20;

/**
 * Ends this process if it holds more than the limit. DuckDB's own limit usually ends only the query, but some
 * functions (`repeat`) exceed it.
 */
export function watchMemory(limitMegabytes: number, answer: (message: Answer) => void): void {
  const mostBytes = (limitMegabytes + ownMegabytes) * 2 ** 20;
  setInterval(() => {
    if (process.memoryUsage.rss() <= mostBytes) return;
    answer({ kind: 'failed', id: watchId, failure: { reason: 'memory', message: '' } });
    process.kill(process.pid, 'SIGKILL');
  }, intervalMilliseconds).unref();
}
