import { describe, expect, it } from 'vitest';
import { measureThreads } from './measure-threads.ts';

/** Keeps five threads at work together, until the process has had 3 seconds of CPU. */
const fiveAtWork = `
  const { Worker } = require('node:worker_threads');
  const started = new Int32Array(new SharedArrayBuffer(4));
  const work = \`
    const started = require('node:worker_threads').workerData;
    if (Atomics.add(started, 0, 1) === 4) Atomics.notify(started, 0);
    for (let seen; (seen = Atomics.load(started, 0)) < 5; ) Atomics.wait(started, 0, seen, 50);
    let sum = 0;
    while (process.cpuUsage().user < 3_000_000)
      for (let index = 0; index < 1e6; index++) sum = (sum + index) | 0;
  \`;
  for (let index = 0; index < 5; index++) new Worker(work, { eval: true, workerData: started });
`;

/** Keeps the main thread at work for 0.6 seconds of CPU. */
const oneAtWork = 'while (process.cpuUsage().user < 600_000);';

describe.runIf(process.platform === 'linux')('measureThreads', () => {
  it('sees threads at work, also more than there are cores', async () => {
    const run = await measureThreads(['-e', fiveAtWork]);
    expect(run.highest).toBeGreaterThanOrEqual(5);
    expect(run.mean).toBeGreaterThan(2);
    expect(run.parallel_seconds).toBeGreaterThan(run.main_seconds);
    expect(run.parallel_seconds + run.main_seconds).toBeLessThan(run.cpu_seconds + 0.05);
  });

  it('sees a single thread as nothing that is parallel', async () => {
    const { main_seconds, parallel_seconds } = await measureThreads(['-e', oneAtWork]);
    expect(main_seconds).toBeGreaterThan(0.1);
    expect(parallel_seconds).toBeLessThan(main_seconds / 2);
  });
});
