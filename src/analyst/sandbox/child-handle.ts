import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { type Answer, type Request, type SandboxSettings, watchId } from './protocol.ts';
import { spawnChild } from './spawn-child.ts';

/** The end of a process that nobody ended. */
export interface Ending {
  /** True if it reported before that its memory was full. */
  metMemoryLimit: boolean;
  code: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
}

const mostStderr = 4000;

/** The sandbox's process from outside: one request, one answer. */
export class ChildHandle {
  readonly #process: ChildProcess;
  #waiting: { resolve: (answer: Answer) => void; reject: (ending: Ending) => void } | undefined;
  #ending: Ending | undefined;
  #metMemoryLimit = false;
  #stderr = '';
  #holders = 0;
  readonly ended: Promise<void>;

  constructor(script: string, settings: SandboxSettings) {
    const mayWrite = settings.writableFile !== undefined;
    this.#process = spawnChild(script, { memoryMegabytes: settings.memoryMegabytes, mayWrite });
    this.#process.on('message', (answer: Answer) => this.#receive(answer));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = `${this.#stderr}${text}`.slice(-mostStderr);
    });
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null, why = '') => {
        this.#end({
          code,
          signal,
          metMemoryLimit: this.#metMemoryLimit,
          stderr: `${this.#stderr}${why}`,
        });
        resolve();
      };
      this.#process.on('close', (code, signal) => end(code, signal));
      this.#process.on('error', (error) => end(null, null, error.message));
    });
  }

  get processId(): number | undefined {
    return this.#process.pid;
  }

  get isAlive(): boolean {
    return this.#ending === undefined;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws {Ending} If the process has ended, or ends before it answers.
   */
  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#ending) return reject(this.#ending);
      this.#waiting = { resolve, reject };
      this.#send(request);
    });
  }

  interrupt(id: number): void {
    if (this.isAlive) this.#send({ kind: 'interrupt', id });
  }

  async kill(): Promise<void> {
    const release = this.hold();
    this.#process.kill('SIGKILL');
    await this.ended;
    release();
  }

  /** Keeps the caller's process alive until the returned function is called. */
  hold(): () => void {
    this.#holders++;
    this.#keepCallerAlive();
    return () => {
      this.#holders--;
      this.#keepCallerAlive();
    };
  }

  #keepCallerAlive(): void {
    const change = this.#holders > 0 ? 'ref' : 'unref';
    this.#process[change]();
    this.#process.channel?.[change]();
    (this.#process.stderr as Socket | null)?.[change]();
  }

  #send(request: Request): void {
    // An error here means that the process is ending; `close` tells how.
    this.#process.send(request, () => undefined);
  }

  #receive(answer: Answer): void {
    if (answer.kind === 'failed' && answer.id === watchId) {
      this.#metMemoryLimit = true;
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }

  #end(ending: Ending): void {
    this.#ending ??= ending;
    this.#waiting?.reject(this.#ending);
    this.#waiting = undefined;
  }
}
