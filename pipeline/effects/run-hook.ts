import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Limits and streams of a command that is run for an event. */
export interface HookEffects {
  /** Folder in which it runs. */
  cwd: string;
  /** Most milliseconds that it may take. */
  limit: number;
  /** Aborted when imbill is told to stop. */
  signal: AbortSignal;
  /** Receives what it writes to stdout and stderr. */
  say(text: string): void;
}

/** The end of a command. */
export interface HookEnd {
  /** Null if a signal ended it, or it did not start. */
  exit_code: number | null;
  /** Why it failed; empty if it did not. */
  problem: string;
}

/** Wait for a command that was asked to end, and for what it still writes. */
const graceMilliseconds = 1000;

/**
 * Runs a command in a shell, with a JSON document on its standard input. The command is the user's own
 * text: no data is ever put into it. After the time limit, it is ended with all that it started.
 */
export async function runHook(
  command: string,
  document: unknown,
  { cwd, limit, signal, say }: HookEffects,
): Promise<HookEnd> {
  if (signal.aborted) return { exit_code: null, problem: 'was not started, as imbill was stopped' };
  const child = spawn(command, {
    cwd,
    shell: true,
    stdio: 'pipe',
    // A group of its own, so that everything that it starts ends with it.
    detached: process.platform !== 'win32',
  });
  for (const stream of [child.stdout, child.stderr])
    stream
      .setEncoding('utf8')
      .on('data', say)
      .on('error', () => undefined);
  // A command that does not read is no failure.
  child.stdin.on('error', () => undefined).end(`${JSON.stringify(document)}\n`);
  let stopped: string | undefined;
  const stop = (why: string) => {
    stopped ??= why;
    endGroup(child);
  };
  const onAbort = () => stop('was stopped with imbill');
  const timer = setTimeout(
    () => stop(`took longer than ${limit / 1000} seconds and was ended`),
    limit,
  );
  signal.addEventListener('abort', onAbort);
  try {
    const end = await ended(child);
    return stopped === undefined ? end : { ...end, problem: stopped };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Waits for the end of a command, and a moment for what it still writes. */
function ended(child: ChildProcess): Promise<HookEnd> {
  return new Promise((resolve) => {
    child.on('error', ({ message }) =>
      resolve({ exit_code: null, problem: `could not be started: ${message}` }),
    );
    const done = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({ exit_code: code, problem: describeEnd(code, signal) });
    child.on('close', done);
    child.on('exit', (code, signal) => {
      // A process in the background may hold the streams open.
      const late = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        done(code, signal);
      }, graceMilliseconds);
      child.on('close', () => clearTimeout(late));
    });
  });
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (code === 0) return '';
  if (signal !== null) return `was ended by ${signal} (${128 + constants.signals[signal]})`;
  return code === 127 ? 'was not found (exit code 127)' : `failed with exit code ${code}`;
}

/** Asks a command and all that it started to end, and a moment later ends them. */
function endGroup(child: ChildProcess): void {
  sendTo(child, 'SIGTERM');
  setTimeout(() => sendTo(child, 'SIGKILL'), graceMilliseconds).unref();
}

function sendTo({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It ended before.
  }
}
