import { readdirSync, readFileSync } from 'node:fs';

/** Times of a thread since its start, in nanoseconds. */
export interface ThreadTimes {
  /** Time on a core. */
  ran: number;
  /** Time in which it could have run and waited for a core. */
  waited: number;
}

/** Times of all threads of a process, by their number. */
export type Reading = ReadonlyMap<number, ThreadTimes>;

/** Sums over the time of a process. */
export interface ThreadsAtWork {
  /** CPU seconds of the main thread. */
  main_seconds: number;
  /** CPU seconds of the other threads while several of them were at work. */
  parallel_seconds: number;
  /** Threads at work beside the main one: mean over the time, and highest number. */
  mean: number;
  highest: number;
}

/** Fewer threads than this at work are one thing at a time: one query, and a little beside it. */
const several = 1.5;

/** Reads the times of all threads from Linux's /proc; undefined without such a process. */
export function readThreads(pid: number): Reading | undefined {
  try {
    const names = readdirSync(`/proc/${pid}/task`);
    return new Map(names.flatMap((name) => readThread(pid, name)));
  } catch {
    return undefined;
  }
}

function readThread(pid: number, name: string): [number, ThreadTimes][] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${name}/schedstat`, 'utf8');
    const [ran = 0, waited = 0] = text.split(' ').map(Number);
    return [[Number(name), { ran, waited }]];
  } catch {
    // The thread has ended.
    return [];
  }
}

/**
 * Adds up which threads of a process were at work. A thread that waits for a core is at work, so more threads than the
 * machine has cores are seen.
 */
export class ThreadCounter {
  readonly #pid: number;
  #before: Reading = new Map();
  #nanoseconds = 0;
  #main = 0;
  #parallel = 0;
  #atWork = 0;
  #highest = 0;

  /** @param pid The process, which is also the number of its main thread. */
  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Adds what happened since the last reading, `nanoseconds` ago. */
  add(reading: Reading, nanoseconds: number): void {
    const steps = [...reading].map(([thread, times]) => {
      const { ran, waited } = this.#before.get(thread) ?? { ran: 0, waited: 0 };
      return { thread, ran: times.ran - ran, waited: times.waited - waited };
    });
    this.#before = reading;
    const others = steps.filter(({ thread }) => thread !== this.#pid);
    const busy = others.map(({ ran, waited }) => Math.min(ran + waited, nanoseconds));
    const atWork = sum(busy) / nanoseconds;
    this.#nanoseconds += nanoseconds;
    this.#atWork += atWork * nanoseconds;
    this.#highest = Math.max(this.#highest, busy.filter((time) => time > nanoseconds / 2).length);
    this.#main += steps.find(({ thread }) => thread === this.#pid)?.ran ?? 0;
    if (atWork >= several) this.#parallel += sum(others.map(({ ran }) => ran));
  }

  /** Returns the sums. */
  result(): ThreadsAtWork {
    return {
      main_seconds: this.#main / 1e9,
      parallel_seconds: this.#parallel / 1e9,
      mean: this.#nanoseconds === 0 ? 0 : this.#atWork / this.#nanoseconds,
      highest: this.#highest,
    };
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
