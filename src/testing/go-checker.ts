import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../base/package-root.ts';

const run = promisify(execFile);
/** Go must not download a newer Go. */
const env = { ...process.env, GOTOOLCHAIN: 'local' };

/** Program in Go for tests; or the reason why there is none. */
export type GoChecker = { program: string } | { missing: string };

/**
 * Builds the program that checks proofs and logs with public Go packages.
 *
 * @throws {Error} With the message of the compiler if it cannot be built.
 */
export function buildGoChecker(): GoChecker {
  return buildGoProgram('src/tlog/testing/go', 'check');
}

/**
 * Builds the program of a folder, in seconds. Its packages come from the cache of Go modules, or from their proxy.
 *
 * @throws {Error} With the message of the compiler if it cannot be built.
 */
export function buildGoProgram(source: string, name: string): GoChecker {
  const cwd = join(packageRoot(), source);
  if (!hasGo()) return { missing: 'there is no Go 1.24 or newer' };
  const downloaded = spawnSync('go', ['mod', 'download'], { cwd, env, timeout: 60_000 });
  if (downloaded.status !== 0) return { missing: 'the Go modules cannot be downloaded' };
  const folder = join(packageRoot(), 'node_modules/.cache', `go-${name}`);
  mkdirSync(folder, { recursive: true });
  const program = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  const built = spawnSync('go', ['build', '-mod=readonly', '-buildvcs=false', '-o', program, '.'], {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`go build: ${built.error?.message ?? built.stderr}`);
  return { program };
}

/** Tells if a Go that can build the programs is installed. */
export function hasGo(): boolean {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { env, encoding: 'utf8' });
  const [, minor = '0'] = /^go1\.(\d+)/.exec(stdout ?? '') ?? [];
  return Number(minor) >= 24;
}

/** Checks the proofs in a folder. @returns The lines that the program prints. @throws {Error} If it refuses. */
export function checkProofsWithGo(program: string, folder: string): Promise<string[]> {
  return check(program, ['proof', folder]);
}

/** Checks the files of a log. @returns The lines that the program prints. @throws {Error} If it refuses. */
export function checkLogWithGo(program: string, folder: string, vkey: string): Promise<string[]> {
  return check(program, ['log', folder, vkey]);
}

async function check(program: string, args: readonly string[]): Promise<string[]> {
  const { stdout } = await run(program, args);
  return stdout.trimEnd().split('\n');
}
