import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { cp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { packageRoot } from '../src/base/package-root.ts';
import { tempFolder } from '../src/testing/temp-folder.ts';

let folder: string;

beforeAll(async () => {
  folder = await tempFolder();
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await symlink(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'), 'junction');
  await cp(inject('mainPath'), join(folder, 'start.cjs'));
});

/** Runs the built entry with another main module, which it finds beside it. */
async function runWith(main: string, args: string[] = [], own: NodeJS.ProcessEnv = {}) {
  await writeFile(join(folder, 'main.js'), main);
  return spawnSync(process.execPath, [join(folder, 'start.cjs'), ...args], {
    encoding: 'utf8',
    env: { ...environment(), ...own },
  });
}

/** Returns the environment without a size of the pool that whoever runs the tests has set. */
function environment(): NodeJS.ProcessEnv {
  const { UV_THREADPOOL_SIZE: _, ...others } = process.env;
  return others;
}

const showsPool = "console.log(process.env['UV_THREADPOOL_SIZE'])";

describe('the command’s entry', () => {
  it('sizes the pool by --threads', async () => {
    expect((await runWith(showsPool, ['load', '--threads', '8'])).stdout).toBe('12\n');
  });

  it('keeps a size that the user set', async () => {
    const own = { UV_THREADPOOL_SIZE: '5' };
    expect((await runWith(showsPool, ['load', '--threads', '8'], own)).stdout).toBe('5\n');
  });

  it('ends with the code that main sets', async () => {
    expect((await runWith('process.exitCode = 4')).status).toBe(4);
  });

  it('shows where an error came from, and fails', async () => {
    const { status, stderr } = await runWith("\nthrow new Error('a fault')");
    expect(status).toBe(1);
    expect(stderr).toMatch(/Error: a fault\n {4}at .*main\.js:2:7/);
  });

  it('fails if main waits for something that never happens', async () => {
    const { status, stderr } = await runWith('await new Promise(() => {})');
    expect([status, stderr]).toEqual([
      1,
      'imbill ended before its work was done. This is a bug in imbill.\n',
    ]);
  });
});

/** Main module that starts a query for each pipe that it is given, on an instance of one thread, as workers are. */
const readsPipes = `
  import { DuckDBInstance } from '@duckdb/node-api';
  const pipes = process.argv.filter((arg) => arg.endsWith('.pipe'));
  const connections = await Promise.all(pipes.map(async () =>
    (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()));
  const read = (pipe) => "from read_csv('" + pipe + "', auto_detect = false, columns = { 'a': 'varchar' })";
  const queries = pipes.map((pipe, index) => connections[index].run(read(pipe)));
  console.log('all are started');
  await Promise.all(queries);
`;

/**
 * Counts the queries that run at a time. A query opens its pipe and waits there for a line, so a pipe that somebody
 * has opened is a query that runs. Nobody writes before the end.
 */
async function countQueries(entry: string, args: string[]): Promise<number> {
  await writeFile(join(folder, 'main.js'), readsPipes);
  const pipes = Array.from({ length: 8 }, (_, index) => join(folder, `${entry}-${index}.pipe`));
  execFileSync('mkfifo', pipes);
  const command = [join(folder, entry), ...pipes, ...args];
  const child = spawn(process.execPath, command, { env: environment(), stdio: 'pipe' });
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  const open = new Map<string, number>();
  for (let quiet = 0; open.size < pipes.length && quiet < 5000; quiet += 20) {
    const before = open.size;
    for (const pipe of pipes) if (!open.has(pipe)) addIfRead(pipe, open);
    if (open.size > before) quiet = 0;
    await setTimeout(20);
  }
  for (const descriptor of open.values()) closeSync(descriptor);
  child.kill('SIGKILL');
  await ended;
  return open.size;
}

/** Opens a pipe if it has a reader. */
function addIfRead(pipe: string, open: Map<string, number>): void {
  try {
    open.set(pipe, openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
  }
}

describe.runIf(process.platform !== 'win32')('queries at a time', () => {
  it('are as many as --threads', async () => {
    expect(await countQueries('start.cjs', ['--threads', '8'])).toBe(8);
  });

  it('are the four of Node.js where main is started without the entry', async () => {
    expect(await countQueries('main.js', ['--threads', '8'])).toBe(4);
  });
});
