import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../base/errors.ts';
import { packageRoot } from '../../base/package-root.ts';
import { withDefaults } from '../../duckdb/query-header.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { ChildHandle, type Ending } from './child-handle.ts';
import { lakeFolders } from './lake-folders.ts';
import type { Limits } from './limits.ts';
import type { Answer, Chunk, Request, ResultColumn, SandboxSettings } from './protocol.ts';
import { endedProcess, failedQuery, stopped, tooLong } from './query-error.ts';

export type { Chunk, ResultColumn } from './protocol.ts';

export interface QueryOptions {
  /** Values of `$name`, as text; DuckDB casts them where the query compares. The query's header may have defaults. */
  parameters?: Record<string, string>;
  /** Signal that ends the query; the sandbox is ready for the next one. */
  signal?: AbortSignal | undefined;
}

/** A result whose rows come while they are computed. Read them to the end, or leave the loop. */
export interface QueryResult {
  columns: ResultColumn[];
  chunks: AsyncGenerator<Chunk, void, undefined>;
}

export interface SandboxOptions extends Limits {
  /** Only file that `copyAsParquet` may write; absolute, in an existing folder. */
  writableFile?: string | undefined;
  /** True if all queries read the snapshot of the first one, even if a newer one is published. */
  keepsSnapshot?: boolean | undefined;
  /** Script of the sandbox's process; absent = this package's own. */
  script?: string | undefined;
}

/** Time in which a query must stop before its process is killed. */
const graceMilliseconds = 2000;

/**
 * Answers SQL from a workspace's published snapshot in its own process, one query at a time, each from the newest
 * snapshot. A query reads the published relations and nothing else, and cannot harm this process.
 *
 * All methods throw a `UserError`: exit code 2 if the query is wrong or does more than read, 1 if it met a limit or
 * was stopped.
 */
export class SqlSandbox {
  readonly #workspace: Workspace;
  readonly #options: SandboxOptions;
  #child: ChildHandle | undefined;
  #snapshotSeen = '';
  #lastId = 0;
  #busy: Promise<void> = Promise.resolve();

  constructor(workspace: Workspace, options: SandboxOptions) {
    this.#workspace = workspace;
    this.#options = options;
  }

  /** Runs a query after the one before. A wrong query throws before the first row. */
  async query(sql: string, { parameters = {}, signal }: QueryOptions = {}): Promise<QueryResult> {
    const release = await this.#takeTurn();
    try {
      await this.#open(signal);
      const id = ++this.#lastId;
      const answer = await this.#ask(
        { kind: 'query', id, sql, parameters: withDefaults(sql, parameters) },
        signal,
      );
      if (answer.kind !== 'columns') throw new Error(`Unexpected answer: ${answer.kind}`);
      return { columns: answer.columns, chunks: this.#chunks(id, signal, release) };
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * Writes the rows as Parquet into the writable file.
   *
   * @returns Number of rows.
   */
  async copyAsParquet(
    sql: string,
    { parameters = {}, signal }: QueryOptions = {},
  ): Promise<bigint> {
    const file = this.#options.writableFile;
    if (file === undefined) throw new Error('The sandbox has no writable file.');
    const release = await this.#takeTurn();
    try {
      await this.#open(signal);
      const id = ++this.#lastId;
      const answer = await this.#ask(
        { kind: 'copy', id, sql, parameters: withDefaults(sql, parameters), file },
        signal,
      );
      if (answer.kind !== 'end') throw new Error(`Unexpected answer: ${answer.kind}`);
      return BigInt(answer.rows);
    } finally {
      release();
    }
  }

  /** Id of the process, if there is one. */
  get processId(): number | undefined {
    return this.#child?.processId;
  }

  /** Ends the process, even during a query. */
  async close(): Promise<void> {
    await this.#child?.kill();
    this.#child = undefined;
  }

  async *#chunks(
    id: number,
    signal: AbortSignal | undefined,
    release: () => void,
  ): AsyncGenerator<Chunk, void, undefined> {
    let isOver = false;
    try {
      // The next rows are computed while the caller has these.
      let ahead = this.#askAhead(id, signal);
      for (;;) {
        const answer = await ahead();
        if (answer.kind !== 'chunk') {
          isOver = true;
          return;
        }
        ahead = this.#askAhead(id, signal);
        yield answer.chunk;
      }
    } catch (error) {
      isOver = true;
      throw error;
    } finally {
      if (!isOver) await this.#abandon(id);
      release();
    }
  }

  /** Asks now; the returned function waits for the answer. */
  #askAhead(id: number, signal: AbortSignal | undefined): () => Promise<Answer> {
    const asked = this.#ask({ kind: 'next', id }, signal).then(
      (answer) => () => answer,
      (error: unknown) => () => {
        throw error;
      },
    );
    this.#ahead = asked;
    return async () => (await asked)();
  }

  #ahead: Promise<unknown> = Promise.resolve();

  /** Drops the rest of a result. */
  async #abandon(id: number): Promise<void> {
    const child = this.#child;
    if (!child?.isAlive) return;
    const release = child.hold();
    try {
      child.interrupt(id);
      const isStuck = await Promise.race([this.#ahead.then(() => false), later(graceMilliseconds)]);
      if (isStuck) await this.close();
      else await child.ask({ kind: 'finish', id }).catch(() => undefined);
    } finally {
      release();
    }
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#busy;
    let release = () => {};
    this.#busy = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }

  /** Makes sure that a process is open on the newest snapshot. */
  async #open(signal: AbortSignal | undefined): Promise<void> {
    if (this.#child?.isAlive && this.#options.keepsSnapshot) return;
    const published = await publishedOf(this.#workspace);
    if (this.#child?.isAlive && published === this.#snapshotSeen) return;
    await this.close();
    const settings = await this.#settings();
    this.#child = new ChildHandle(this.#options.script ?? childScript(), settings);
    this.#snapshotSeen = published;
    try {
      await this.#ask({ kind: 'open', settings }, signal);
    } catch (error) {
      // A process that did not open cannot answer: the next query gets another one.
      await this.close();
      throw error;
    }
  }

  async #settings(): Promise<SandboxSettings> {
    const { memoryMegabytes, threads, writableFile } = this.#options;
    const workspace = this.#workspace.root;
    const lake = await lakeFolders(this.#workspace);
    const snapshot = await realpath(this.#workspace.analytics);
    return { snapshot, workspace, lake, writableFile, memoryMegabytes, threads };
  }

  /** Sends one request within the time limit; the signal ends it. */
  async #ask(request: Request, signal: AbortSignal | undefined): Promise<Answer> {
    const child = this.#child;
    if (!child) throw stopped();
    let why: Error | undefined;
    let killing: NodeJS.Timeout | undefined;
    const stop = (reason: Error) => {
      if (why) return;
      why = reason;
      if ('id' in request) child.interrupt(request.id);
      killing = setTimeout(() => void child.kill(), graceMilliseconds);
    };
    const onAbort = () => stop(stopped());
    const timer = setTimeout(
      () => stop(tooLong(this.#options)),
      this.#options.timeoutSeconds * 1000,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    const release = child.hold();
    try {
      if (signal?.aborted) throw stopped();
      const answer = await child.ask(request).catch((ending: Ending) => {
        throw why ?? endedProcess(ending, this.#options);
      });
      if (why) throw why;
      if (answer.kind === 'failed') throw failedQuery(answer.failure, this.#options);
      return answer;
    } finally {
      clearTimeout(timer);
      clearTimeout(killing);
      signal?.removeEventListener('abort', onAbort);
      release();
    }
  }
}

/** Tells snapshots apart: returns a text that changes with each published one. */
async function publishedOf({ analytics, settings }: Workspace): Promise<string> {
  const found = await stat(analytics, { bigint: true }).catch(() => undefined);
  if (found) return `${found.dev}:${found.ino}:${found.mtimeNs}`;
  if (await stat(settings).catch(() => undefined)) {
    throw new UserError(
      'Nothing is published yet: no load or run has ended in this workspace.\nLoad what the sources match with: imbill load',
      exitCodes.nothingToDo,
    );
  }
  throw new UserError(
    'There is no imbill.yaml here: this folder is not a workspace.\nName one with --workspace DIR, or make one with: imbill init DIR',
    exitCodes.wrongUsage,
  );
}

function childScript(): string {
  return join(packageRoot(), 'dist', 'src', 'analyst', 'sandbox', 'child.js');
}

function later(milliseconds: number): Promise<true> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(true), milliseconds).unref();
  });
}
