import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { imbill, startImbill } from '../../src/testing/command-line.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import {
  csv,
  defaultSettings,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const now = '2026-10-02T00:00:00Z';
const runArgs = ['run', '--month', '2026-09'];
const append = (name: string) => `cat >> ${name}.ndjson`;

/** A workspace with a month to bill, and commands for events. */
async function workspaceWith(hooks: Record<string, string>, more = ''): Promise<string> {
  return writeWorkspace({
    settings: `${defaultSettings}on: ${JSON.stringify(hooks)}\n${more}`,
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: { 'logs/daily/a.csv': csv('date,app_id,metric,value', ['2026-09-03,a1,dau,100']) },
  });
}

/** Reads the documents that a command of `append` got. */
async function documentsOf(folder: string, name: string): Promise<unknown[]> {
  const text = await readFile(join(folder, `${name}.ndjson`), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('the command of on.issued', () => {
  it('gets the new invoices as one line of JSON, once', async () => {
    const folder = await workspaceWith({ issued: append('issued') });
    const { stdout, stderr } = await imbill([...runArgs, '--json'], { cwd: folder, now });
    expect([stderr, JSON.parse(stdout).hooks]).toEqual([
      '',
      [{ event: 'issued', command: append('issued'), exit_code: 0, problem: '' }],
    ]);
    const [document, ...others] = await documentsOf(folder, 'issued');
    expect([document, others]).toEqual([
      {
        event: 'issued',
        workspace: folder,
        command: 'imbill run --month 2026-09',
        month: '2026-09',
        invoices: [
          {
            number: 'INV-2026-000001',
            customer_id: 'acme',
            customer_name: 'Acme',
            currency: 'CNY',
            total: '999.00',
            issue_date: '2026-10-01',
            due_date: '2026-10-07',
          },
        ],
        totals: [expect.objectContaining({ currency: 'CNY', total: '999.00' })],
        reports: 'out/2026-09',
      },
      [],
    ]);
    const again = await imbill([...runArgs, '--json'], { cwd: folder, now });
    expect(JSON.parse(again.stdout).hooks).toEqual([]);
    await imbill(['preview', '--month', '2026-09'], { cwd: folder, now });
    expect((await documentsOf(folder, 'issued')).length).toBe(1);
  });

  it('may call imbill, as the workspace is free', async () => {
    const call = `"${process.execPath}" "${inject('mainPath')}" load --json > loaded.json`;
    const folder = await workspaceWith({ issued: call });
    const { stdout } = await imbill([...runArgs, '--json'], { cwd: folder, now });
    expect(JSON.parse(stdout).hooks).toMatchObject([{ exit_code: 0, problem: '' }]);
    const loaded = JSON.parse(await readFile(join(folder, 'loaded.json'), 'utf8'));
    expect(loaded.load).toMatchObject({ files: 0, known: 1 });
  });
});

describe('a command that fails', () => {
  it.each([
    ['echo told; echo warned >&2; exit 7', 7, 'failed with exit code 7', 'told\nwarned\n'],
    ['no-such-command-of-any-kind 2>/dev/null', 127, 'was not found (exit code 127)', ''],
    ['kill -9 $$', null, 'was ended by SIGKILL (137)', ''],
  ])('is told and changes nothing: %s', async (command, code, problem, output) => {
    const folder = await workspaceWith({ issued: command });
    const ended = await imbill([...runArgs, '--json'], { cwd: folder, now });
    expect(ended.exitCode).toBe(0);
    for (const line of output.split('\n')) expect(ended.stderr).toContain(line);
    expect(ended.stderr).toContain(
      `The command of on.issued in imbill.yaml ${problem}: ${command}\nNothing else changed: what imbill did stays, and so does its exit code.\n`,
    );
    expect(JSON.parse(ended.stdout).hooks).toEqual([
      { event: 'issued', command, exit_code: code, problem },
    ]);
    expect(await warehouseRows(folder, 'select number from invoices')).toEqual([
      ['INV-2026-000001'],
    ]);
  });

  it('is none if it does not read its input', async () => {
    const folder = await workspaceWith({ issued: 'exec 0<&-; true' });
    const { stdout } = await imbill([...runArgs, '--json'], { cwd: folder, now });
    expect(JSON.parse(stdout).hooks).toMatchObject([{ problem: '' }]);
  });

  it('is ended with all that it started after the time limit', async () => {
    const folder = await workspaceWith({ issued: 'sleep 300 & echo $! > child; wait' });
    const { stdout, stderr } = await imbill([...runArgs, '--json'], {
      cwd: folder,
      now,
      hookMilliseconds: 500,
    });
    const problem = 'took longer than 0.5 seconds and was ended';
    expect(JSON.parse(stdout).hooks).toMatchObject([{ problem }]);
    expect(stderr).toContain(problem);
    await expectGone(folder);
  });
});

describe('the command of on.failed', () => {
  it('gets exit code and message, and leaves them as they are', async () => {
    const folder = await workspaceWith({ failed: append('failed') });
    const args = ['run', '--month', '2025-01'];
    const { exitCode, stderr } = await imbill(args, { cwd: folder, now });
    expect(exitCode).toBe(4);
    expect(await documentsOf(folder, 'failed')).toEqual([
      {
        event: 'failed',
        workspace: folder,
        command: 'imbill run --month 2025-01',
        exit_code: 4,
        message: stderr.trimEnd(),
      },
    ]);
  });

  it('is told of wrong settings, and of a load', async () => {
    const folder = await workspaceWith({ failed: append('failed') }, 'no_such: 1\n');
    expect((await imbill(['load'], { cwd: folder, now })).exitCode).toBe(3);
    expect(await documentsOf(folder, 'failed')).toMatchObject([
      { command: 'imbill load', exit_code: 3, message: expect.stringContaining('no_such') },
    ]);
  });
});

describe('the command of on.alert', () => {
  it('is run for each new alert, and names are only data', async () => {
    const customer = '$(touch hacked); `touch hacked`\'"';
    const folder = await workspaceWith(
      { alert: append('alert') },
      'alerts: [{ amount: [5, 900] }]\n',
    );
    await writeFiles(folder, {
      'accounts/customers.csv': `customer_id,name,app_id\n"${customer.replaceAll('"', '""')}",Evil,a1\n`,
    });
    const loaded = await imbill(['load', '--json'], { cwd: folder, now });
    expect(JSON.parse(loaded.stdout).hooks.length).toBe(2);
    expect(await documentsOf(folder, 'alert')).toMatchObject([
      { event: 'alert', month: '2026-09', alert: { threshold: '5', customer_id: customer } },
      { event: 'alert', month: '2026-09', alert: { threshold: '900', customer_id: customer } },
    ]);
    expect(await readFile(join(folder, 'hacked'), 'utf8').catch(() => 'not there')).toBe(
      'not there',
    );
    await imbill(['load'], { cwd: folder, now });
    expect((await documentsOf(folder, 'alert')).length).toBe(2);
  });
});

describe('a signal', () => {
  it('ends a command that runs, and imbill', async () => {
    const folder = await workspaceWith({ issued: 'sleep 300 & echo $! > child; wait' });
    const { child, ended } = startImbill(runArgs, { cwd: folder });
    while (child.exitCode === null && (await childOf(folder)) === undefined) await setTimeout(50);
    child.kill('SIGTERM');
    expect((await ended).exitCode).toBe(null);
    await expectGone(folder);
    expect(await warehouseRows(folder, 'select number from invoices')).toEqual([
      ['INV-2026-000001'],
    ]);
  });
});

async function childOf(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'child'), 'utf8').catch(() => '');
  return text.endsWith('\n') ? Number(text) : undefined;
}

/** Expects that the process of the file `child` ends. */
async function expectGone(folder: string): Promise<void> {
  const pid = (await childOf(folder))!;
  const isThere = async () => {
    // A process that ended stays as a zombie until its parent looks.
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return state !== '' && !/\) Z /.test(state);
  };
  for (let tries = 0; tries < 60 && (await isThere()); tries++) await setTimeout(100);
  expect(await isThere()).toBe(false);
}
