import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../base/package-root.ts';
import { type ByteWork, onThisThread } from './byte-work.ts';
import { type SentError, unpackError } from './sent-error.ts';

/** A piece of work for a thread. */
export interface Task {
  name: keyof ByteWork;
  args: readonly unknown[];
}

/** The end of a piece of work. */
export type Answer = { result: unknown } | { error: SentError };

interface Waiting extends Task {
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Threads that work on the bytes of files, so that this thread is free for all else. A thread starts when there is
 * work and no other is idle.
 */
export class ByteThreads {
  readonly work: ByteWork;
  readonly #script: string;
  readonly #most: number;
  readonly #idle: ByteThread[] = [];
  readonly #all = new Set<ByteThread>();
  readonly #waiting: Waiting[] = [];

  /**
   * @param most Number of threads.
   * @param script JavaScript of a thread; absent = the package's own.
   */
  constructor(most: number, script: string = threadScript()) {
    this.#most = most;
    this.#script = script;
    const names = Object.keys(onThisThread) as (keyof ByteWork)[];
    const entries = names.map((name) => [
      name,
      (...args: unknown[]) => this.#enqueue({ name, args }),
    ]);
    this.work = Object.fromEntries(entries) as ByteWork;
  }

  /** Ends all threads. Work that runs or waits fails. */
  async close(): Promise<void> {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('The threads were closed.'));
    await Promise.all([...this.#all].map((thread) => thread.end()));
  }

  #enqueue(task: Task): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...task, resolve, reject });
      this.#startNext();
    });
  }

  #startNext(): void {
    if (this.#waiting.length === 0) return;
    const thread = this.#idle.pop() ?? this.#startThread();
    if (thread === undefined) return;
    const { name, args, resolve, reject } = this.#waiting.shift()!;
    thread
      .run({ name, args })
      .then(resolve, reject)
      .finally(() => {
        if (this.#all.has(thread)) this.#idle.push(thread);
        this.#startNext();
      });
  }

  #startThread(): ByteThread | undefined {
    if (this.#all.size >= this.#most) return undefined;
    const thread = new ByteThread(this.#script);
    this.#all.add(thread);
    thread.ended.then(() => this.#all.delete(thread));
    return thread;
  }
}

function threadScript(): string {
  return join(packageRoot(), 'dist', 'src', 'intake', 'bytes', 'byte-thread.js');
}

/** One thread from outside: a task, an answer. */
class ByteThread {
  readonly #worker: Worker;
  #running: { resolve: (result: unknown) => void; reject: (error: unknown) => void } | undefined;
  /** Resolves at the end of the thread, whatever ended it. */
  readonly ended: Promise<void>;

  constructor(script: string) {
    this.#worker = new Worker(script);
    this.#worker.on('message', (answer: Answer) => {
      if ('error' in answer) this.#settle()?.reject(unpackError(answer.error));
      else this.#settle()?.resolve(answer.result);
    });
    this.#worker.on('error', (error) => this.#settle()?.reject(error));
    this.ended = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        resolve();
        this.#settle()?.reject(new Error(`A thread that reads files ended with code ${code}.`));
      });
    });
  }

  run(task: Task): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#running = { resolve, reject };
      this.#worker.postMessage(task);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
    await this.ended;
  }

  #settle() {
    const running = this.#running;
    this.#running = undefined;
    return running;
  }
}
