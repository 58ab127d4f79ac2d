import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/base/package-root.ts';

const run = promisify(execFile);

/** Returns the folder of the contenders' packages; `npm ci` does not install them. */
export function packagesFolder(): string {
  return join(packageRoot(), 'node_modules/.cache/imbill-bench-contenders');
}

/**
 * Installs the packages of `contenders/packages.json` that are missing.
 *
 * @returns Names of unusable packages → reason.
 */
export async function installPackages(
  names: readonly string[],
  say: (text: string) => void,
  folder = packagesFolder(),
): Promise<Map<string, string>> {
  if ((await obstaclesOf(names, folder)).size === 0) return new Map();
  say(`Installing ${names.join(', ')} for the benchmark alone`);
  await mkdir(folder, { recursive: true });
  await copyFile(
    join(packageRoot(), 'scripts/bench/contenders/packages.json'),
    join(folder, 'package.json'),
  );
  const failure = await npmInstall(folder);
  const obstacles = await withMissingBinaries(names, folder);
  if (failure !== undefined)
    for (const [name, why] of obstacles) obstacles.set(name, `${failure} (${why})`);
  return obstacles;
}

/** Asks for binaries by name: some registries do not list them for all platforms, and npm skips them. */
async function withMissingBinaries(
  names: readonly string[],
  folder: string,
): Promise<Map<string, string>> {
  const obstacles = await obstaclesOf(names, folder);
  const missing = [...obstacles].flatMap(([name, why]) => {
    const [, binary] = /Cannot find module '([^'/]+)'/.exec(why) ?? [];
    const version = binary && optionalVersion(join(folder, 'node_modules', name), binary);
    return version ? [`${binary}@${version}`] : [];
  });
  if (missing.length === 0) return obstacles;
  await npmInstall(folder, missing);
  return obstaclesOf(names, folder);
}

/** Returns the version of an optional dependency that a package asks for; undefined = none. */
function optionalVersion(packageFolder: string, name: string): string | undefined {
  const manifest = join(packageFolder, 'package.json');
  if (!existsSync(manifest)) return undefined;
  return JSON.parse(readFileSync(manifest, 'utf8')).optionalDependencies?.[name];
}

/**
 * Runs `npm install`.
 *
 * @returns The first line of an error; undefined = none.
 */
async function npmInstall(
  folder: string,
  packages: readonly string[] = [],
): Promise<string | undefined> {
  try {
    await run('npm', ['install', ...packages, '--no-audit', '--no-fund'], {
      cwd: folder,
      shell: process.platform === 'win32',
    });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const line = stderr?.split('\n').find((text) => /error/i.test(text)) ?? message;
    return `npm install failed: ${line.trim()}`;
  }
}

/** Loads each package in its own process: a binary may be missing or unfit. */
async function obstaclesOf(names: readonly string[], folder: string): Promise<Map<string, string>> {
  const obstacles = new Map<string, string>();
  for (const name of names) {
    try {
      await run(process.execPath, ['-e', loading(folder, name)]);
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string };
      const line = stderr.split('\n').find((text) => /^\w*Error: /.test(text));
      obstacles.set(name, line?.trim() ?? 'it cannot be loaded');
    }
  }
  return obstacles;
}

function loading(folder: string, name: string): string {
  const from = JSON.stringify(join(folder, 'package.json'));
  return `require('node:module').createRequire(${from})(${JSON.stringify(name)})`;
}
