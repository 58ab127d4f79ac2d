import { type ChildProcess, spawn } from 'node:child_process';
import { inject, vi } from 'vitest';
import { createJobs } from '../../pipeline/jobs.ts';
import { silentProgress } from '../base/progress.ts';
import { visibleLines } from '../base/visible-characters.ts';
import { runProgram } from '../command-line/run-program.ts';
import { assertJsonSchema } from './json-schemas.ts';
import { sandboxScript } from './sandbox-script.ts';

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

/** Options of a command that runs in this process. */
export interface InProcessOptions {
  cwd?: string;
  timeZone?: string;
  /** Instant of the clock, RFC 3339; absent = that of the machine. */
  now?: string;
  /** Most milliseconds that a command of `on` may take. */
  hookMilliseconds?: number;
}

/**
 * Runs a command in this process, which takes less time than starting another. Its `--json` must be as docs/json describes it. One command at a
 * time, as folder and time zone are those of the process.
 */
export async function imbill(
  args: readonly string[],
  { cwd = process.cwd(), timeZone, now, hookMilliseconds }: InProcessOptions = {},
): Promise<Ended> {
  const before = process.cwd();
  const processEffects = {
    script: sandboxScript(),
    ...(now !== undefined && { now: () => Date.parse(now) }),
    ...(hookMilliseconds !== undefined && { hookMilliseconds }),
  };
  let stdout = '';
  let stderr = '';
  process.chdir(cwd);
  vi.stubEnv('TZ', timeZone ?? process.env['TZ']);
  vi.stubEnv('FORCE_COLOR', '');
  try {
    const exitCode = await runProgram(args, createJobs(processEffects), {
      result: (text) => {
        stdout += text;
      },
      say: (text) => {
        stderr += visibleLines(text);
      },
      drained: () => Promise.resolve(),
      progress: silentProgress,
    });
    if (args.includes('--json')) assertJsonSchema(args, stdout);
    return { exitCode, stdout, stderr };
  } finally {
    vi.unstubAllEnvs();
    process.chdir(before);
  }
}

/** Runs the built command line to its end, in a process of its own. */
export function imbillProcess(
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<Ended> {
  return startImbill(args, options).ended;
}

/** Starts the built command line; a test may kill it. */
export function startImbill(
  args: readonly string[],
  { cwd, env, input }: ProcessOptions = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [inject('mainPath'), ...args], {
    cwd,
    env: { ...process.env, FORCE_COLOR: '', ...env },
    stdio: 'pipe',
  });
  child.stdin.on('error', () => undefined).end(input ?? '');
  const ended = new Promise<Ended>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (exitCode) => {
      try {
        if (args.includes('--json')) assertJsonSchema(args, stdout);
        resolve({ exitCode, stdout, stderr });
      } catch (error) {
        reject(error as Error);
      }
    });
  });
  return { child, ended };
}
