import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFile,
  chmod,
  mkdir,
  readdir,
  rm,
  stat,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { Database } from '../../../src/duckdb/duckdb.ts';
import { type Checkup, checkNames } from '../../../src/jobs/doctor.ts';
import { imbill } from '../../../src/testing/command-line.ts';
import { hashesBelow } from '../../../src/testing/folder-bytes.ts';
import { issuedWorkspace } from '../../../src/testing/issued-workspace.ts';
import { mixedAccounts, splitFiles } from '../../../src/testing/mixed-month.ts';
import { tempFolder } from '../../../src/testing/temp-folder.ts';
import { defaultSettings, writeWorkspace } from '../../../src/testing/write-workspace.ts';
import { workspaceAt } from '../../../src/workspace/workspace.ts';
import { diagnose } from './doctor.ts';
import { type Disk, type Machine, thisMachine } from './machine.ts';

const gigabyte = 1000 ** 3;
const disk: Disk = {
  freeBytes: 100 * gigabyte,
  totalBytes: 200 * gigabyte,
  freeFiles: 1_000_000,
  network: undefined,
};
const now = () => Date.parse('2100-01-15T08:00:00Z');

/** A machine with room, on which nothing is wrong. */
const machine: Machine = {
  ...thisMachine(now),
  nodeVersion: '22.1.0',
  threads: 2,
  totalBytes: 16 * gigabyte,
  usableBytes: 16 * gigabyte,
  availableBytes: 15 * gigabyte,
  diskOf: async () => disk,
};

function issued(): Promise<string> {
  return issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
}

/** Returns the lines by the part that they are about. */
async function look(
  folder: string,
  own: Partial<Machine> = {},
): Promise<Record<string, Checkup | undefined>> {
  const { checks } = await diagnose(workspaceAt(folder), { ...machine, ...own });
  return Object.fromEntries(checks.map((one) => [one.check, one]));
}

/** Lets the group and others of a workspace read nothing, as imbill makes it. */
async function makePrivate(folder: string): Promise<void> {
  for (const name of ['.imbill', 'out'])
    await chmod(join(folder, name), 0o700).catch(() => undefined);
}

describe('doctor', () => {
  it('finds nothing in an issued workspace but that nobody verified it', async () => {
    const folder = await issued();
    await makePrivate(folder);
    const { checks, problems, warnings } = await diagnose(workspaceAt(folder), machine);
    expect(checks.map(({ check }) => check)).toEqual([...checkNames]);
    expect(checks.filter(({ state }) => state !== 'ok').map(({ check }) => check)).toEqual([
      'verify',
    ]);
    expect([problems, warnings]).toEqual([0, 1]);
  });

  it('tells when everything was verified last', async () => {
    const folder = await issued();
    await imbill(['invoice', 'verify', '--month', '2026-09', '--workspace', folder]);
    expect((await look(folder))['verify']?.seen).toMatch(/^Never verified here/);
    await imbill(['invoice', 'verify', '--workspace', folder]);
    const today = () => Date.now() + 60_000;
    expect((await look(folder, { now: today }))['verify']).toMatchObject({
      state: 'ok',
      seen: expect.stringMatching(/^Verified at .*; imbill invoice verify would take about/),
    });
    expect((await look(folder))['verify']?.state).toBe('warning');
  });

  it('changes nothing, not even in a workspace without rights to write', async () => {
    const folder = await issued();
    const before = await hashesBelow(folder);
    await chmod(join(folder, '.imbill'), 0o500);
    try {
      await look(folder);
    } finally {
      await chmod(join(folder, '.imbill'), 0o700);
    }
    expect(await hashesBelow(folder)).toEqual(before);
  });

  it('prints a line each, and ends with 1 if there is a problem', async () => {
    const folder = await tempFolder();
    const told = await imbill(['doctor', '--workspace', folder]);
    expect([told.exitCode, told.stderr]).toEqual([
      1,
      expect.stringMatching(
        /^\d+ problems?, \d+ warnings?\.\nThe lines with "problem" say what to do\.\n$/,
      ),
    ]);
    expect(told.stdout).toContain(
      'problem  settings     There is no imbill.yaml here: this folder is not a workspace.\n' +
        '                      → Name one with --workspace DIR, or make one with: imbill init DIR\n',
    );
    const { exitCode, stdout } = await imbill(['doctor', '--json', '--workspace', folder]);
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      1,
      { problems: expect.any(Number), checks: expect.any(Array), error: { exit_code: 1 } },
    ]);
  });

  it('looks at a folder that is not there', async () => {
    const lines = await look(join(await tempFolder(), 'none', 'at', 'all'));
    expect(lines['settings']?.state).toBe('problem');
    expect(lines['warehouse']).toMatchObject({
      state: 'ok',
      seen: expect.stringContaining('Not made'),
    });
  });

  it.each([
    ['no YAML', 'sources: {a', /imbill\.yaml:1:\d+/],
    ['an unknown key', `${defaultSettings}timezon: UTC\n`, /timezon/],
    ['a zone that is none', `${defaultSettings}timezone: Mars/Olympus\n`, /Mars\/Olympus/],
    ['nothing', '', /imbill\.yaml/],
    ['bytes that are no text', '\u0000', /imbill\.yaml/],
  ])('names what is wrong with settings of %s, and goes on', async (_, settings, seen) => {
    const lines = await look(await writeWorkspace({ settings }));
    expect(lines['settings']).toMatchObject({
      state: 'problem',
      seen: expect.stringMatching(seen),
    });
    expect(lines['leftovers']?.state).toBe('ok');
  });

  it.skipIf(process.platform === 'win32')('says of settings that are a folder', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'imbill.yaml'));
    expect((await look(folder))['settings']).toMatchObject({
      state: 'problem',
      seen: 'imbill.yaml is a folder.',
    });
  });

  it('names what is wrong with accounts', async () => {
    const folder = await writeWorkspace({ customers: ['acme,Acme'] });
    expect((await look(folder))['accounts']).toMatchObject({
      state: 'problem',
      seen: expect.stringContaining('accounts/customers.csv'),
    });
    const row = 'payment_id,customer_id,received_at,amount\np1,acme,2026-10-01,-1\n';
    const paid = await writeWorkspace({ files: { 'accounts/payments.csv': row } });
    expect((await look(paid))['accounts']).toMatchObject({
      state: 'problem',
      seen: expect.stringContaining('accounts/payments.csv, line 2'),
    });
  });
});

describe('doctor on a machine', () => {
  it.each([
    ['node', 'an old Node.js', { nodeVersion: '20.18.3' }, 'problem', /needs 20\.19 or newer/],
    ['node', 'a new Node.js', { nodeVersion: '20.19.0' }, 'ok', /Node\.js 20\.19\.0/],
    [
      'memory',
      'a small container',
      { usableBytes: gigabyte / 2 },
      'problem',
      /limit of the container, for 2 workers: more than/,
    ],
    ['memory', 'a tight container', { usableBytes: 0.7 * gigabyte }, 'warning', /nothing is left/],
    [
      'memory',
      'a busy machine',
      { availableBytes: gigabyte },
      'warning',
      /only 1\.0 GB are free now/,
    ],
    [
      'disk',
      'a full disk',
      { diskOf: async () => ({ ...disk, freeBytes: 1e6 }) },
      'problem',
      /^1\.0 MB of 200 GB free/,
    ],
    [
      'disk',
      'a nearly full disk',
      { diskOf: async () => ({ ...disk, freeBytes: 6e8 }) },
      'warning',
      /free; a run needs about/,
    ],
    [
      'disk',
      'no inodes',
      { diskOf: async () => ({ ...disk, freeFiles: 3 }) },
      'problem',
      /only 3 more files/,
    ],
    [
      'disk',
      'a disk without limit of files',
      { diskOf: async () => ({ ...disk, freeFiles: undefined }) },
      'ok',
      /free/,
    ],
    [
      'disk',
      'a disk that cannot be read',
      { diskOf: () => Promise.reject(new Error('EIO: i/o error')) },
      'problem',
      /EIO/,
    ],
    [
      'lock',
      'a network disk',
      { diskOf: async () => ({ ...disk, network: 'NFS' }) },
      'warning',
      /lies on NFS/,
    ],
  ] as const)('says of %s: %s', async (check, _, own, state, seen) => {
    const folder = await writeWorkspace();
    expect((await look(folder, own))[check]).toMatchObject({
      state,
      seen: expect.stringMatching(seen),
    });
  });

  it('says when the clocks change next', async () => {
    const settings = `timezone: Europe/Berlin\n${defaultSettings}`;
    const folder = await writeWorkspace({ settings });
    const lines = await look(folder, { now: () => Date.parse('2026-01-10T00:00:00Z') });
    expect(lines['zone']).toMatchObject({
      state: 'ok',
      seen: expect.stringMatching(
        /^Europe\/Berlin, \+01:00 now, next clock change 2026-03-29; rules /,
      ),
    });
  });

  it('names files from the future', async () => {
    const folder = await writeWorkspace();
    const later = new Date('2100-01-16T00:00:00Z');
    await utimes(join(folder, 'imbill.yaml'), later, later);
    expect((await look(folder))['clock']).toMatchObject({
      state: 'problem',
      seen: expect.stringContaining('imbill.yaml (2100-01-16T00:00:00.000Z)'),
    });
  });
});

describe('doctor in a damaged workspace', () => {
  it('says of a warehouse that is no database', async () => {
    const folder = await issued();
    await writeFile(join(folder, '.imbill/warehouse.duckdb'), 'not a database'.repeat(1000));
    expect((await look(folder))['warehouse']).toMatchObject({
      state: 'problem',
      advice: expect.stringContaining('backup'),
    });
  });

  it('says of a warehouse that is cut, empty, or a folder', async () => {
    const folder = await issued();
    const path = join(folder, '.imbill/warehouse.duckdb');
    await truncate(path, 100_000);
    expect((await look(folder))['warehouse']?.state).toBe('problem');
    await truncate(path, 0);
    expect((await look(folder))['warehouse']?.state).toBe('problem');
    await rm(path);
    expect((await look(folder))['warehouse']).toMatchObject({
      state: 'problem',
      seen: 'It is missing, and with it the ledger; the snapshot is still here',
    });
    await mkdir(path);
    expect((await look(folder))['warehouse']?.state).toBe('problem');
  });

  it.each([
    ['99', 'problem', /A newer imbill wrote it \(version 99/],
    ['3', 'warning', /An older imbill wrote it \(version 3/],
  ])('says of a warehouse of version %s', async (version, state, seen) => {
    const folder = await issued();
    await inWarehouse(folder, `update meta set value = '${version}' where key = 'schema_version'`);
    const lines = await look(folder);
    expect(lines['warehouse']).toMatchObject({ state, seen: expect.stringMatching(seen) });
    expect([lines['lake'], lines['leftovers']?.state]).toEqual([undefined, 'ok']);
  });

  it('says that the last command was stopped', async () => {
    const folder = await issued();
    await inWarehouse(folder, "update meta set value = 'open' where key = 'seal'");
    expect((await look(folder))['warehouse']).toMatchObject({
      state: 'warning',
      seen: expect.stringContaining('the last command that wrote was stopped'),
    });
  });

  it('names segments that are missing, cut or unknown', async () => {
    const folder = await issued();
    const day = join(folder, '.imbill/lake/logins', '2026-09-01');
    const [name] = await readdir(day);
    const path = join(day, name!);
    await writeFile(join(day, 'other.parquet'), 'PAR1');
    const unknown = (await look(folder))['lake'];
    expect(unknown).toMatchObject({
      state: 'warning',
      seen: expect.stringContaining(
        '1 file of no batch: .imbill/lake/logins/2026-09-01/other.parquet',
      ),
    });
    await truncate(path, (await stat(path)).size - 1);
    expect((await look(folder))['lake']).toMatchObject({
      state: 'problem',
      seen: expect.stringContaining('cut or damaged: .imbill/lake/logins/2026-09-01/'),
    });
    await unlink(path);
    expect((await look(folder))['lake']).toMatchObject({
      state: 'problem',
      seen: expect.stringContaining('1 segment missing'),
    });
    await inWarehouse(folder, "update audit set action = 'import' where entry = 1");
    expect((await look(folder))['lake']?.state).toBe('warning');
  });

  it('misses no segments whose raw rows were removed when they became old', async () => {
    const folder = await issued();
    const args = ['retain', '--raw', '1months', '--reason', 'policy', '--workspace', folder];
    expect((await imbill(args)).exitCode).toBe(0);
    expect((await look(folder))['lake']).toMatchObject({
      state: 'ok',
      seen: expect.stringContaining('warehouse and lake agree'),
    });
    await inWarehouse(folder, "insert into meta values ('unfinished_erasure', 'x')");
    expect((await look(folder))['warehouse']?.seen).toContain('an erasure was stopped');
  });

  it('says that the snapshot was changed, is older, broken, or not there', async () => {
    const folder = await issued();
    const path = join(folder, '.imbill/analytics.duckdb');
    await inWarehouse(folder, "insert into rejects values (null, 'logins', 'x', 1, '', '', 'bad')");
    expect((await look(folder))['snapshot']).toMatchObject({
      state: 'warning',
      seen: expect.stringContaining('older than the warehouse (rejects)'),
    });
    await appendFile(path, 'x');
    expect((await look(folder))['snapshot']).toMatchObject({
      state: 'problem',
      seen: expect.stringContaining('it was changed after it was published'),
    });
    await writeFile(path, 'broken');
    await rm(join(folder, '.imbill/published.json'));
    expect((await look(folder))['snapshot']).toMatchObject({
      state: 'problem',
      advice: 'imbill load publishes it again.',
    });
    await rm(path);
    expect((await look(folder))['snapshot']?.seen).toBe('Nothing is published yet');
  });

  it('names half-written files', async () => {
    const folder = await issued();
    await mkdir(join(folder, '.imbill/scratch/part'), { recursive: true });
    await writeFile(join(folder, '.imbill/scratch/part/rows.parquet'), 'x'.repeat(2000));
    await writeFile(join(folder, '.imbill/analytics.duckdb.new'), 'x');
    expect((await look(folder))['leftovers']).toMatchObject({
      state: 'warning',
      seen: 'A killed command left 2 half-written files, 2.0 kB: .imbill/analytics.duckdb.new, .imbill/scratch/part/rows.parquet',
    });
  });

  it.skipIf(process.platform === 'win32')('names files that others may read', async () => {
    const folder = await issued();
    await chmod(folder, 0o755);
    await chmod(join(folder, '.imbill'), 0o755);
    await chmod(join(folder, '.imbill/warehouse.duckdb'), 0o644);
    await chmod(join(folder, '.imbill/analytics.duckdb'), 0o600);
    const lines = await look(folder);
    expect(lines['permissions']).toMatchObject({
      state: 'warning',
      seen: expect.stringMatching(/^Others than this user may read \.imbill, /),
      advice: expect.stringContaining('chmod -R go= .imbill out'),
    });
    await makePrivate(folder);
    expect((await look(folder))['permissions']?.state).toBe('ok');
    await chmod(join(folder, '.imbill'), 0o755);
    await chmod(folder, 0o700);
    expect((await look(folder))['permissions']?.state).toBe('ok');
  });

  it.skipIf(process.platform === 'win32')('names files of another user', async () => {
    const folder = await issued();
    const lines = await look(folder, { userId: 12_345 });
    expect(lines['permissions']?.seen).toMatch(/^Another user owns \., \.imbill, /);
  });
});

describe('doctor while a command runs', () => {
  it('says who has the workspace, and looks no further', async () => {
    const folder = await issued();
    const script = `
      const { DuckDBInstance } = await import('@duckdb/node-api');
      const instance = await DuckDBInstance.create(process.argv[1]);
      await instance.connect();
      console.log('open');
      setInterval(() => instance, 1000);`;
    const holder = spawn(
      process.execPath,
      ['--input-type=module', '-e', script, join(folder, '.imbill/warehouse.duckdb')],
      { cwd: join(inject('mainPath'), '../../..'), stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await once(holder.stdout, 'data');
      const note = {
        pid: holder.pid,
        host: 'here',
        user: 'me',
        command: 'imbill run',
        started_at: 'now',
      };
      await writeFile(join(folder, '.imbill/lock.json'), JSON.stringify(note));
      const lines = await look(folder);
      expect(lines['lock']).toMatchObject({
        state: 'ok',
        seen: `The workspace is in use by "imbill run" (process ${holder.pid} of me on here, since now).`,
      });
      expect(lines['warehouse']).toMatchObject({
        state: 'warning',
        seen: expect.stringContaining('Not looked at, as a command has the workspace'),
      });
    } finally {
      holder.kill('SIGKILL');
      await once(holder, 'close');
    }
  });
});

/** Changes the warehouse from outside of imbill. */
async function inWarehouse(folder: string, sql: string): Promise<void> {
  const warehouse = await Database.open({ path: join(folder, '.imbill/warehouse.duckdb') });
  await warehouse.run(sql);
  warehouse.close();
}
