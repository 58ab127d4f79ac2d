import type { ChildProcess } from 'node:child_process';
import { spawnChild } from '../sandbox/spawn-child.ts';
import type { CheckAnswer, CheckRequest } from './check-protocol.ts';
import type { ViewProblem } from './view.ts';

/** What a process said of the views, and how it ended. */
export interface WatchedCheck {
  /** Paths, in the order in which they can be created. */
  fit: string[];
  problems: ViewProblem[];
  /** Undefined where it looked at all. */
  failure?: CheckFailure;
}

export interface CheckFailure {
  /** Path of the view that it was at, if at one. */
  at: string | undefined;
  why: 'view took too long' | 'all took too long' | 'ended';
  /** How the process ended, for people. */
  detail: string;
}

/** In milliseconds. */
export interface Patience {
  /** Until the process is there and has opened the snapshot. */
  start: number;
  /** For a step of one view. */
  view: number;
  /** For everything, from now on. */
  all: number;
}

/** Has views looked at in a process of its own, which is ended when it takes too long. */
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

/** An error here means that the process is ending; `close` says how. */
function send(child: ChildProcess, request: CheckRequest): void {
  child.send(request, () => undefined);
}

function lastLine(stderr: string): string {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return last === '' ? '' : `: ${last}`;
}
