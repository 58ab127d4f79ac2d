import { stat } from 'node:fs/promises';
import { Snapshot } from './snapshot.ts';

interface Opened {
  /** Identity of the file, to notice the next one. */
  identity: string;
  snapshot: Promise<Snapshot>;
  readers: number;
  isOutdated: boolean;
}

/**
 * The latest snapshot. It is opened when it is first read, and again after another one was published.
 * Readers of the former one read it to the end.
 */
export class LatestSnapshot {
  readonly #path: string;
  readonly #threads: number;
  #opened: Opened | undefined;

  constructor(path: string, threads: number) {
    this.#path = path;
    this.#threads = threads;
  }

  /** Runs `work` on the latest snapshot; returns undefined if there is none. */
  async read<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T | undefined> {
    const opened = await this.#take();
    if (opened === undefined) return undefined;
    try {
      return await work(await opened.snapshot);
    } finally {
      opened.readers -= 1;
      closeIfDone(opened);
    }
  }

  /** Closes the snapshot when nobody reads it. */
  close(): void {
    this.#replace(undefined);
  }

  /** Returns the latest snapshot with one more reader, before anybody else can close it. */
  async #take(): Promise<Opened | undefined> {
    const identity = await identityOf(this.#path);
    if (identity !== this.#opened?.identity)
      this.#replace(identity === undefined ? undefined : this.#open(identity));
    if (this.#opened !== undefined) this.#opened.readers += 1;
    return this.#opened;
  }

  #open(identity: string): Opened {
    const snapshot = Snapshot.open(this.#path, { threads: this.#threads });
    const opened = { identity, snapshot, readers: 0, isOutdated: false };
    snapshot.catch(() => {
      if (this.#opened === opened) this.#opened = undefined;
    });
    return opened;
  }

  #replace(next: Opened | undefined): void {
    const before = this.#opened;
    this.#opened = next;
    if (before === undefined) return;
    before.isOutdated = true;
    closeIfDone(before);
  }
}

function closeIfDone({ isOutdated, readers, snapshot }: Opened): void {
  if (!isOutdated || readers > 0) return;
  snapshot.then(
    (open) => open.close(),
    () => undefined,
  );
}

async function identityOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
