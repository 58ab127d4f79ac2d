import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { imbillProcess, startImbill } from '../../testing/command-line.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { type Published, publish } from '../testing/published.ts';

let published: Published;
beforeAll(async () => {
  published = await publish(async () => {});
});
afterAll(() => published.remove());

const endless = 'select count(*) from range(1_000_000_000_000)';

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It never was so.');
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

function startEndless(args: string[]) {
  const query = `select i, repeat('x', 1000) as x from range(1_000_000_000_000) t(i)`;
  return startImbill(['sql', query, '--workspace', published.folder, ...args]);
}

describe('the process of imbill sql', () => {
  it('ends quietly when its reader has enough', async () => {
    const child = spawn(
      process.execPath,
      [inject('mainPath'), 'sql', 'from range(1_000_000_000)', '--workspace', published.folder],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += text));
    const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    child.stdout.once('data', () => child.stdout.destroy());
    expect([await ended, stderr]).toEqual([0, '']);
  });

  it('ends as the signal says, and takes back the file that it began', async () => {
    const folder = await tempFolder();
    for (const name of ['x.csv', 'x.parquet']) {
      const { child, ended } = startEndless(['--out', join(folder, name)]);
      await until(async () => (await readdir(folder)).length > 0);
      child.kill('SIGINT');
      await ended;
      expect([child.signalCode, await readdir(folder)]).toEqual(['SIGINT', []]);
    }
  });

  it('takes the process of its query with it, however it ends', async () => {
    const script = `
      const { SqlSandbox } = await import(process.argv[1]);
      const { workspaceAt } = await import(process.argv[2]);
      const engine = new SqlSandbox(workspaceAt(process.argv[3]), {
        memoryMegabytes: 256, timeoutSeconds: 600, threads: 1, script: process.argv[4] });
      await engine.query('select 1');
      console.log(engine.processId);
      await engine.query(${JSON.stringify(endless)});`;
    const dist = join(inject('mainPath'), '..', '..');
    const input = ['src/analyst/sandbox/sql-sandbox.ts', 'src/workspace/workspace.ts'];
    const dir = join(dist, 'sandbox');
    await build({ input, platform: 'node', external: ['@duckdb/node-bindings'], output: { dir } });
    const modules = ['sql-sandbox.js', 'workspace.js'].map((name) => join(dir, name));
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        script,
        ...modules,
        published.folder,
        join(dist, 'src/analyst/sandbox/child.js'),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const id = await new Promise<number>((resolve) => {
      child.stdout.once('data', (text) => resolve(Number(text)));
    });
    expect(isRunning(id)).toBe(true);
    child.kill('SIGKILL');
    await until(() => !isRunning(id));
  });

  it('tells limits with exit code 1, and wrong queries with 2', async () => {
    const run = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await imbillProcess([
        'sql',
        ...args,
        '--workspace',
        published.folder,
      ]);
      return { exitCode, stdout, stderr };
    };
    expect(await run(endless, '--timeout', '1')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'The query took too long and was stopped: the limit is 1 s.\nRead fewer days, or allow more: --timeout 6\n',
    });
    expect(await run("select length(repeat('x', 2_000_000_000))", '--memory', '128MB')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'The query needs more memory than its limit of 128 MB.\nRead fewer rows or columns, aggregate earlier, or allow more: --memory 4GB\n',
    });
    expect((await run("from read_text('/etc/passwd')")).exitCode).toBe(2);
    expect(await run('select 1', '--param', 'month')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Accepted: a name and a value, such as month=2026-09.'),
    });
    expect(await run('select 1', '--param', 'a=1', '--param', 'a=2')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('A value of a was given already.'),
    });
    expect(await run('select 1', '--memory', '2TB')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Accepted: a size from 64MB, such as 512MB or 4GB.'),
    });
    expect(await run('select $a as x, $b as y', '--param', 'a=x=y', '--param', 'b=')).toEqual({
      exitCode: 0,
      stdout: 'x,y\nx=y,""\n',
      stderr: '',
    });
  });
});
