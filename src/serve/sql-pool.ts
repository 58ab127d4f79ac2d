import type { Limits } from '../analyst/sandbox/limits.ts';
import { SqlSandbox } from '../analyst/sandbox/sql-sandbox.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface PoolOptions extends Limits {
  /** Most queries that run at once, each in its own process. */
  most: number;
  /** Most queries that wait; more are refused. */
  mostWaiting: number;
  /** Time after which an idle process ends. */
  idleMilliseconds: number;
  /** Script of the sandbox's process; absent = this package's own. */
  script?: string | undefined;
}

/** Shares the threads between the queries that may run at once. */
export function poolOptions(limits: Limits): PoolOptions {
  const most = 2;
  const threads = Math.ceil(limits.threads / most);
  return { ...limits, threads, most, mostWaiting: 8, idleMilliseconds: 60_000 };
}

/** The error if too many queries run and wait. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

interface Waiting {
  start(sandbox: SqlSandbox): void;
  refuse(error: Error): void;
}

/** A few sandboxes for many clients. Each runs one query at a time; a few more queries wait. */
export class SqlPool {
  readonly #options: PoolOptions;
  readonly #sandboxes: SqlSandbox[];
  readonly #free: SqlSandbox[];
  readonly #idle = new Map<SqlSandbox, NodeJS.Timeout>();
  #waiting: Waiting[] = [];
  #isClosed = false;

  constructor(workspace: Workspace, options: PoolOptions) {
    this.#options = options;
    this.#sandboxes = Array.from(
      { length: options.most },
      () => new SqlSandbox(workspace, options),
    );
    this.#free = [...this.#sandboxes];
  }

  /**
   * Lends a sandbox to `work`, which must read its results to the end.
   *
   * @throws {BusyError} If too many queries wait.
   * @throws The signal's reason, if the signal comes first.
   */
  async use<T>(work: (sandbox: SqlSandbox) => Promise<T>, signal: AbortSignal): Promise<T> {
    const sandbox = await this.#take(signal);
    try {
      return await work(sandbox);
    } finally {
      await this.#giveBack(sandbox);
    }
  }

  /** Ends every process and refuses all waiting queries. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(closedError());
    for (const timer of this.#idle.values()) clearTimeout(timer);
    await Promise.all(this.#sandboxes.map((sandbox) => sandbox.close()));
  }

  async #take(signal: AbortSignal): Promise<SqlSandbox> {
    signal.throwIfAborted();
    if (this.#isClosed) throw closedError();
    const sandbox = this.#free.pop();
    if (!sandbox) return this.#wait(signal);
    clearTimeout(this.#idle.get(sandbox));
    return sandbox;
  }

  #wait(signal: AbortSignal): Promise<SqlSandbox> {
    if (this.#waiting.length >= this.#options.mostWaiting) throw this.#busy();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        start(sandbox) {
          signal.removeEventListener('abort', onAbort);
          resolve(sandbox);
        },
        refuse: reject,
      };
      const onAbort = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(waiting);
    });
  }

  async #giveBack(sandbox: SqlSandbox): Promise<void> {
    if (this.#isClosed) return sandbox.close();
    const next = this.#waiting.shift();
    if (next) return next.start(sandbox);
    this.#free.push(sandbox);
    const end = () => void this.#rest(sandbox);
    this.#idle.set(sandbox, setTimeout(end, this.#options.idleMilliseconds).unref());
  }

  /** Ends the process of an idle sandbox. Nobody gets the sandbox before that is done. */
  async #rest(sandbox: SqlSandbox): Promise<void> {
    const index = this.#free.indexOf(sandbox);
    if (index === -1) return;
    this.#free.splice(index, 1);
    await sandbox.close();
    const next = this.#waiting.shift();
    if (next) next.start(sandbox);
    else this.#free.push(sandbox);
  }

  #busy(): BusyError {
    const { most, mostWaiting } = this.#options;
    return new BusyError(
      `${countQueries(most)} running and ${mostWaiting} more waiting.\nTry again later.`,
    );
  }
}

function countQueries(queries: number): string {
  return queries === 1 ? '1 query is' : `${queries} queries are`;
}

function closedError(): Error {
  return new BusyError('The server is being stopped.');
}
