import type { Limits } from '../analyst/sandbox/limits.ts';
import { SqlSandbox } from '../analyst/sandbox/sql-sandbox.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface PoolOptions extends Limits {
  /** Queries that run at once, each in a process of its own. */
  most: number;
  /** Queries that wait beside them; any more are refused. */
  mostWaiting: number;
  /** How long a process without work is kept. */
  idleMilliseconds: number;
  /** The sandbox's process, where it is not this package's own. */
  script?: string | undefined;
}

/** How many queries there may be, each with its share of the threads. */
export function poolOptions(limits: Limits): PoolOptions {
  const most = 2;
  const threads = Math.ceil(limits.threads / most);
  return { ...limits, threads, most, mostWaiting: 8, idleMilliseconds: 60_000 };
}

/** As many queries run and wait as may. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

interface Waiting {
  start(sandbox: SqlSandbox): void;
  refuse(error: Error): void;
}

/** A few sandboxes that many ask: one query each at a time, a few more wait for their turn. */
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
   * Lends a sandbox to `work`, which leaves no result of it half read.
   *
   * @throws {BusyError} At once, where as many wait already as may.
   * @throws The signal's reason, if it is given before the turn comes.
   */
  async use<T>(work: (sandbox: SqlSandbox) => Promise<T>, signal: AbortSignal): Promise<T> {
    const sandbox = await this.#take(signal);
    try {
      return await work(sandbox);
    } finally {
      await this.#giveBack(sandbox);
    }
  }

  /** Ends every process; whoever waits is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(closed());
    for (const timer of this.#idle.values()) clearTimeout(timer);
    await Promise.all(this.#sandboxes.map((sandbox) => sandbox.close()));
  }

  async #take(signal: AbortSignal): Promise<SqlSandbox> {
    signal.throwIfAborted();
    if (this.#isClosed) throw closed();
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

  /** Ends the process of a sandbox without work; nobody gets the sandbox meanwhile. */
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
      `${counted(most)} running and ${mostWaiting} more waiting.\nRun yours when one of them has ended.`,
    );
  }
}

function counted(queries: number): string {
  return queries === 1 ? '1 query is' : `${queries} queries are`;
}

function closed(): Error {
  return new BusyError('The server is being stopped.');
}
