import { type ChildProcess, spawn } from 'node:child_process';
import { inject } from 'vitest';

/** The end of a process of the command line. */
export interface Ended {
  /** Exit code; null if a signal ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface ProcessOptions {
  cwd?: string;
  /** Variables beside the environment of the tests. */
  env?: NodeJS.ProcessEnv;
  /** Standard input; absent = closed at once. */
  input?: string;
}

/** Runs the real command line to its end. */
export function imbill(args: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
  return startImbill(args, options).ended;
}

/** Starts the real command line; a test may kill it. */
export function startImbill(
  args: readonly string[],
  { cwd, env, input }: ProcessOptions = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [inject('mainPath'), ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
  child.stdin.on('error', () => undefined).end(input ?? '');
  const ended = new Promise<Ended>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { child, ended };
}
