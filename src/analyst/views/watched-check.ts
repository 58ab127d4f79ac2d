import type { ChildProcess } from 'node:child_process';
import { spawnChild } from '../sandbox/spawn-child.ts';
import type { CheckAnswer, CheckRequest } from './check-protocol.ts';
import type { ViewProblem } from './view.ts';

/** The answers of a process that checked views, and its end. */
export interface WatchedCheck {
  /** Paths in the order in which the views can be created. */
  fit: string[];
  problems: ViewProblem[];
  /** Failure of the process; absent if it checked all views. */
  failure?: CheckFailure;
}

export interface CheckFailure {
  /** Path of the view that was being checked, if any. */
  at: string | undefined;
  why: 'view took too long' | 'all took too long' | 'ended';
  /** End of the process, for people. */
  detail: string;
}

/** Waiting times in milliseconds. */
export interface Patience {
  /** Time until the process has opened the snapshot. */
  start: number;
  /** Time for a step of one view. */
  view: number;
  /** Time for everything. */
  all: number;
}

/** Checks views in another process, and ends it if it takes too long. */
export function watchedCheck(
  script: string,
  request: CheckRequest,
  patience: Patience,
): Promise<WatchedCheck> {
  const { memoryMegabytes } = request.settings;
  const child = spawnChild(script, { memoryMegabytes, mayWrite: false });
  return new Promise((resolve) => {
    const check: WatchedCheck = { fit: [], problems: [] };
    const deadline = performance.now() + patience.all;
    let at: string | undefined;
    let late: CheckFailure['why'] | undefined;
    let stderr = '';
    let isDone = false;
    let timer: NodeJS.Timeout | undefined;
    const wait = (milliseconds: number) => {
      const left = deadline - performance.now();
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          late = left < milliseconds ? 'all took too long' : 'view took too long';
          child.kill('SIGKILL');
        },
        Math.min(left, milliseconds),
      );
    };
    const end = (how: string) => {
      clearTimeout(timer);
      const detail = `${how}${lastLine(stderr)}`;
      resolve(isDone ? check : { ...check, failure: { at, why: late ?? 'ended', detail } });
    };
    child.on('message', (message: CheckAnswer) => {
      wait(patience.view);
      if (message.kind === 'begun') at = message.path;
      if (message.kind === 'fit') check.fit.push(message.path);
      if (message.kind === 'unfit') check.problems.push(message.problem);
      if (message.kind === 'done') {
        isDone = true;
        child.kill('SIGKILL');
      }
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = `${stderr}${text}`.slice(-2000);
    });
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(signal ?? `exit code ${code}`));
    wait(patience.start);
    send(child, request);
  });
}

/** Sends the request. An error here means that the process is ending; `close` tells how. */
function send(child: ChildProcess, request: CheckRequest): void {
  child.send(request, () => undefined);
}

function lastLine(stderr: string): string {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return last === '' ? '' : `: ${last}`;
}
