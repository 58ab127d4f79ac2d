import { describe, expect, it } from 'vitest';
import { measureThreads } from './measure-threads.ts';

/** Keeps five threads at work for over a second, while the main thread waits for them. */
const fiveAtWork = `
  const { Worker } = require('node:worker_threads');
  const work = 'const end = performance.now() + 1200; while (performance.now() < end);';
  for (let index = 0; index < 5; index++) new Worker(work, { eval: true });
`;

describe.runIf(process.platform === 'linux')('measureThreads', () => {
  it('sees threads at work, also more than there are cores', async () => {
    const run = await measureThreads(['-e', fiveAtWork]);
    expect(run.highest).toBeGreaterThanOrEqual(5);
    expect(run.mean).toBeGreaterThan(2);
    expect(run.parallel_seconds).toBeGreaterThan(run.main_seconds);
    expect(run.parallel_seconds + run.main_seconds).toBeLessThan(run.cpu_seconds + 0.05);
  });

  it('sees a single thread as nothing that is parallel', async () => {
    const alone = 'const end = performance.now() + 600; while (performance.now() < end);';
    const { main_seconds, parallel_seconds } = await measureThreads(['-e', alone]);
    expect(main_seconds).toBeGreaterThan(0.1);
    expect(parallel_seconds).toBeLessThan(0.1);
  });
});
