import { describe, expect, it } from 'vitest';
import { readThreads, ThreadCounter, type ThreadTimes } from './threads-at-work.ts';

const second = 1e9;

/** Times of the main thread 7 and of others, in seconds on a core and waiting for one. */
function reading(...threads: [thread: number, ran: number, waited: number][]) {
  return new Map<number, ThreadTimes>(
    threads.map(([thread, ran, waited]) => [
      thread,
      { ran: ran * second, waited: waited * second },
    ]),
  );
}

describe('ThreadCounter', () => {
  it('counts threads that run and that wait for a core, without the main one', () => {
    const counter = new ThreadCounter(7);
    // 2 cores, one second: the main thread had 0.2 of it, three others wanted all of it.
    counter.add(reading([7, 0.2, 0.8], [8, 0.6, 0.4], [9, 0.6, 0.4], [10, 0.6, 0.4]), second);
    expect(counter.result()).toEqual({
      main_seconds: 0.2,
      parallel_seconds: expect.closeTo(1.8),
      mean: 3,
      highest: 3,
    });
  });

  it('takes what changed since the reading before, and averages over the time', () => {
    const counter = new ThreadCounter(7);
    counter.add(reading([7, 0, 0], [8, 1, 0], [9, 1, 0]), second);
    // A second with one of them at work, and a new one that ended its work soon.
    counter.add(reading([7, 0.5, 0], [8, 2, 0], [9, 1, 0], [10, 0.3, 0.1]), second);
    const { main_seconds, parallel_seconds, mean, highest } = counter.result();
    expect([main_seconds, parallel_seconds, highest]).toEqual([0.5, 2, 2]);
    expect(mean).toBeCloseTo((2 + 1.4) / 2);
  });

  it('counts a long wait, which the system reports when it ends, as no more than the time', () => {
    const counter = new ThreadCounter(7);
    counter.add(reading([7, 0, 0], [8, 0.5, 2]), second);
    expect(counter.result().mean).toBe(1);
  });
});

describe.runIf(process.platform === 'linux')('readThreads', () => {
  it('reads this process, whose main thread has run', () => {
    expect(readThreads(process.pid)?.get(process.pid)?.ran).toBeGreaterThan(0);
  });

  it('has nothing of a process that is not there', () => {
    expect(readThreads(2 ** 30)).toBeUndefined();
  });
});
