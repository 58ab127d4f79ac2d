/* A thread of `ByteThreads`: does one piece of work at a time. */
import { parentPort } from 'node:worker_threads';
import type { Answer, Task } from './byte-threads.ts';
import { onThisThread } from './byte-work.ts';
import { packError } from './sent-error.ts';

const port = parentPort;
if (port === null) throw new Error('This script runs as a thread of imbill only.');
port.on('message', async ({ name, args }: Task) => {
  const work = onThisThread[name] as (...args: unknown[]) => Promise<unknown>;
  const answer: Answer = await work(...args).then(
    (result) => ({ result }),
    (error) => ({ error: packError(error) }),
  );
  port.postMessage(answer);
});
