import { SqlEngine } from '../analyst/sandbox/sql-sandbox.ts';
import type { Limits } from '../analyst/sandbox/limits.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface PoolOptions extends Limits {
  /** Queries that run at once, each in a process of its own. */
  most: number;
  /** Queries that wait beside them; any more are refused. */
  mostWaiting: number;
  /** How long a process without work is kept. */
  idleMilliseconds: number;
  /** The engine's process, where it is not this package's own. */
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
  start(engine: SqlEngine): void;
  refuse(error: Error): void;
}

/** A few engines that many ask: one query each at a time, a few more wait for their turn. */
export class SqlPool {
  readonly #options: PoolOptions;
  readonly #engines: SqlEngine[];
  readonly #free: SqlEngine[];
  readonly #idle = new Map<SqlEngine, NodeJS.Timeout>();
  #waiting: Waiting[] = [];
  #isClosed = false;

  constructor(workspace: Workspace, options: PoolOptions) {
    this.#options = options;
    this.#engines = Array.from({ length: options.most }, () => new SqlEngine(workspace, options));
    this.#free = [...this.#engines];
  }

  /**
   * Lends an engine to `work`, which leaves no result of it half read.
   *
   * @throws {BusyError} At once, where as many wait already as may.
   * @throws The signal's reason, if it is given before the turn comes.
   */
  async use<T>(work: (engine: SqlEngine) => Promise<T>, signal: AbortSignal): Promise<T> {
    const engine = await this.#take(signal);
    try {
      return await work(engine);
    } finally {
      await this.#giveBack(engine);
    }
  }

  /** Ends every process; whoever waits is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { refuse } of this.#waiting.splice(0)) refuse(closed());
    for (const timer of this.#idle.values()) clearTimeout(timer);
    await Promise.all(this.#engines.map((engine) => engine.close()));
  }

  async #take(signal: AbortSignal): Promise<SqlEngine> {
    signal.throwIfAborted();
    if (this.#isClosed) throw closed();
    const engine = this.#free.pop();
    if (!engine) return this.#wait(signal);
    clearTimeout(this.#idle.get(engine));
    return engine;
  }

  #wait(signal: AbortSignal): Promise<SqlEngine> {
    if (this.#waiting.length >= this.#options.mostWaiting) throw this.#busy();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        start(engine) {
          signal.removeEventListener('abort', onAbort);
          resolve(engine);
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

  async #giveBack(engine: SqlEngine): Promise<void> {
    if (this.#isClosed) return engine.close();
    const next = this.#waiting.shift();
    if (next) return next.start(engine);
    this.#free.push(engine);
    const end = () => void this.#rest(engine);
    this.#idle.set(engine, setTimeout(end, this.#options.idleMilliseconds).unref());
  }

  /** Ends the process of an engine without work; nobody gets the engine meanwhile. */
  async #rest(engine: SqlEngine): Promise<void> {
    const index = this.#free.indexOf(engine);
    if (index === -1) return;
    this.#free.splice(index, 1);
    await engine.close();
    const next = this.#waiting.shift();
    if (next) next.start(engine);
    else this.#free.push(engine);
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
