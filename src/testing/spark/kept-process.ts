import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A program of the cluster, and the words of its log that tell that it is ready. */
export interface ProcessPlan {
  /** Names its log, `<name>.log`, and the file that holds its process id, `<name>.pid`. */
  name: string;
  command: readonly string[];
  env: NodeJS.ProcessEnv;
  ready: RegExp;
}

const longestStart = 240_000;
const shortestPause = 200;
const longestStop = 10_000;

/** Process that is started again when it ends, until it is stopped. Its log and id lie in a folder. */
export class KeptProcess {
  readonly #plan: ProcessPlan;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #isStopped = false;

  constructor(plan: ProcessPlan, folder: string) {
    this.#plan = plan;
    this.#folder = folder;
    process.on('exit', this.#killNow);
  }

  /** Starts it, and waits until its log says that it is ready. */
  async start(): Promise<void> {
    this.#spawn();
    const before = Date.now();
    while (Date.now() - before < longestStart) {
      if (this.#plan.ready.test(await this.#log())) return;
      if (this.#isStopped) break;
      await wait(shortestPause);
    }
    const last = (await this.#log()).split('\n').slice(-20).join('\n');
    throw new Error(`${this.#plan.name} of Spark did not start. Its log ends with:\n${last}`);
  }

  /** Stops it by its id, for good. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const child = this.#child;
    process.off('exit', this.#killNow);
    if (child === undefined || !isRunning(child)) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const isEnded = await Promise.race([ended, wait(longestStop, 'late', { ref: false })]);
    if (isEnded !== 'late') return;
    child.kill('SIGKILL');
    await ended;
  }

  #spawn(): void {
    const { name, command, env } = this.#plan;
    const log = openSync(join(this.#folder, `${name}.log`), 'a');
    const [program, ...args] = command;
    const child = spawn(program!, args, { env, cwd: this.#folder, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    writeFileSync(join(this.#folder, `${name}.pid`), `${child.pid}\n`);
    child.once('exit', () => {
      if (!this.#isStopped) setTimeout(() => this.#isStopped || this.#spawn(), shortestPause);
    });
  }

  readonly #killNow = (): void => {
    this.#isStopped = true;
    this.#child?.kill('SIGKILL');
  };

  #log(): Promise<string> {
    return readFile(join(this.#folder, `${this.#plan.name}.log`), 'utf8');
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
