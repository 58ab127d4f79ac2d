import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Addresses that Node and DuckDB reserve beside a query's data: measured 1.5 GB with two threads, most of it never
 * used.
 */
const reservedMegabytes = 3072;

/** A shell with `ulimit`, on Linux and macOS. */
const shell = '/bin/sh';

/**
 * Sets limits of the operating system: addresses (not on macOS), no file that grows, no core dump. A limit that cannot
 * be set is skipped: the process also watches itself.
 */
const limitAndRun =
  'ulimit -c 0 2>/dev/null; ulimit -v "$1" 2>/dev/null; [ "$2" = 1 ] || ulimit -f 0 2>/dev/null; shift 2; exec "$@"';

/**
 * Starts a process with limits.
 *
 * @param script The sandbox's process, as JavaScript.
 */
export function spawnChild(
  script: string,
  { memoryMegabytes, mayWrite }: { memoryMegabytes: number; mayWrite: boolean },
): ChildProcess {
  const node = [process.execPath, '--max-old-space-size=256', script];
  const kilobytes = String((memoryMegabytes + reservedMegabytes) * 1024);
  const [command = '', ...args] = existsSync(shell)
    ? [shell, '-c', limitAndRun, 'imbill-sql', kilobytes, mayWrite ? '1' : '0', ...node]
    : node;
  return spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: environment(),
    windowsHide: true,
  });
}

/** Leaves out of the environment what could hold a secret or change Node. */
function environment(): NodeJS.ProcessEnv {
  const allowed = ['PATH', 'SystemRoot', 'TMPDIR', 'TEMP'];
  const values = allowed.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(values), MALLOC_ARENA_MAX: '2' };
}
