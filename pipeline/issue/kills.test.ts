import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill, imbillProcess, startImbill } from '../../src/testing/command-line.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { reportsOf, textsBelow } from '../../src/testing/reports.ts';
import { writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

let expected: Record<string, string>;

beforeAll(async () => {
  const folder = await mixedWorkspace();
  expect(await runToEnd(folder)).toMatchObject({ exitCode: 0, stderr: '' });
  expected = await reportsOf(folder);
});

describe('a run that is killed', () => {
  it.each<[string, (folder: string) => boolean]>([
    ['as the warehouse is made', has('.imbill/warehouse.duckdb')],
    ['as its lock is noted', has('.imbill/lock.json')],
    ['as the first files are read', hasFileBelow('.imbill/scratch')],
    ['as the first segment lies in the lake', hasFileBelow('.imbill/lake/bandwidth')],
    ['as segments of the last source lie there', hasFileBelow('.imbill/lake/logins')],
    ['as the first report is written', hasFileBelow('out/2026-09')],
    ['as the snapshot is published', has('.imbill/analytics.duckdb.new')],
  ])('%s is made good by the next one', async (_, isReached) => {
    const folder = await killedAt(isReached);
    await expectAsWithoutKill(folder);
  });

  it.each([1, 2])('again and again at moments of seed %i is made good', async (seed) => {
    const folder = await mixedWorkspace();
    for (const delay of delaysOf(seed, 5)) {
      const { child, ended } = startRun(folder);
      await setTimeout(delay);
      child.kill('SIGKILL');
      await ended;
    }
    await expectAsWithoutKill(folder);
  });

  it('leaves things that do not count, and the next one removes them', async () => {
    const folder = await mixedWorkspace();
    await writeFiles(folder, {
      '.imbill/lake/logins/2026-09-01/0123456789abcdef.parquet': 'time,app_id,user_id\n1,a1,u1\n',
      '.imbill/lake/groups/2026-09-30/half.parquet': Buffer.from('PAR1'),
      '.imbill/scratch/half/2026-09-01.parquet': Buffer.from('PAR1'),
      '.imbill/analytics.duckdb.new': 'half a snapshot',
      '.imbill/analytics.duckdb.new.wal': 'half a log',
      '.imbill/lock.json': '{"pid":',
      'out/2026-09/.0b0e7f3c-5f0e-4d58-9a51-0d9f8a9c1c11.tmp': 'half a report',
    });
    await expectAsWithoutKill(folder);
    expect(readdirSync(join(folder, '.imbill')).sort()).toEqual([
      'analytics.duckdb',
      'counted',
      'jobs',
      'lake',
      'lock.json',
      'log',
      'log.json',
      'published.json',
      'scratch',
      'warehouse.duckdb',
    ]);
    const names = Object.keys(await textsBelow(join(folder, 'out')));
    expect(names.filter((name) => !/\.(json|csv|html)$/.test(name))).toEqual([]);
  });
});

describe('of two runs at once', () => {
  it('one works, and the other exits with 5 and says who holds the lock', async () => {
    const folder = await mixedWorkspace();
    const first = startRun(folder);
    await stopWhileItHolds(folder, first.child);
    const second = await imbillProcess(['load', '--workspace', folder, '--json']);
    first.child.kill('SIGCONT');

    const { error } = JSON.parse(second.stdout);
    expect([second.exitCode, error.exit_code]).toEqual([5, 5]);
    expect(error.message).toMatch(
      new RegExp(
        `^The workspace is in use by "imbill run --month 2026-09" \\(process ${first.child.pid} of \\S+ on \\S+, since \\d{4}-\\d\\d-\\d\\dT\\S+Z\\)\\.
One run at a time can write\\. Wait for it to end, or stop it, and run again\\.$`,
      ),
    );
    expect(second.stderr).toBe(`${error.message}\n`);
    expect(await first.ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await reportsOf(folder)).toEqual(expected);
  });

  it('whoever only reads is not locked out', async () => {
    const folder = await mixedWorkspace();
    await runToEnd(folder);
    const again = startRun(folder);
    await stopWhileItHolds(folder, again.child);
    const read = await imbillProcess(['invoice', 'list', '--workspace', folder, '--json']);
    again.child.kill('SIGCONT');
    expect(read).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(read.stdout).invoices.length).toBe(3);
    expect(await again.ended).toMatchObject({ exitCode: 0 });
  });
});

/** Runs once more: the same reports, gapless numbers, and a lake of exactly the known segments. */
async function expectAsWithoutKill(folder: string): Promise<void> {
  expect(await runToEnd(folder)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await reportsOf(folder)).toEqual(expected);
  const numbers = await warehouseRows(folder, 'select number from invoices order by sequence');
  expect(numbers).toEqual([['INV-2026-000001'], ['INV-2026-000002'], ['INV-2026-000003']]);
  const segments = await warehouseRows(folder, 'select path from segments');
  const lake = Object.keys(await textsBelow(join(folder, '.imbill', 'lake')));
  expect(lake.map((path) => `.imbill/lake/${path}`)).toEqual(segments.flat().sort());
}

/**
 * The workspace of a run that was killed at a moment. What marks some moments lasts for
 * milliseconds, which a busy machine can let pass unseen; then another workspace's run is watched.
 */
async function killedAt(isReached: (folder: string) => boolean, tries = 20): Promise<string> {
  const folder = await mixedWorkspace();
  const { child, ended } = startRun(folder);
  let wasReached = false;
  while (child.exitCode === null && !wasReached) {
    await setImmediate();
    wasReached = isReached(folder);
  }
  child.kill('SIGKILL');
  await ended;
  if (wasReached) return folder;
  expect(tries).toBeGreaterThan(1);
  return killedAt(isReached, tries - 1);
}

function mixedWorkspace(): Promise<string> {
  return writeWorkspace({ ...mixedAccounts, files: splitFiles() });
}

const runIn = (folder: string) => ['run', '--month', '2026-09', '--workspace', folder];

function startRun(folder: string) {
  return startImbill(runIn(folder));
}

function runToEnd(folder: string) {
  return imbill(runIn(folder));
}

/** Halts a run at a moment at which it has the warehouse. */
async function stopWhileItHolds(folder: string, child: ChildProcess): Promise<void> {
  const note = join(folder, '.imbill', 'lock.json');
  const isHeld = () =>
    existsSync(note) && readFileSync(note, 'utf8').includes(`"pid":${child.pid},`);
  while (child.exitCode === null && !isHeld()) await setImmediate();
  child.kill('SIGSTOP');
}

function has(name: string) {
  return (folder: string) => existsSync(join(folder, name));
}

function hasFileBelow(name: string) {
  return (folder: string) => {
    try {
      return readdirSync(join(folder, name), { recursive: true }).some((file) =>
        /\.\w+$/.test(String(file)),
      );
    } catch {
      return false;
    }
  };
}

/** Milliseconds from the start to just beyond the end of a run, by a linear congruence. */
function delaysOf(seed: number, count: number): number[] {
  const delays: number[] = [];
  for (let state = seed * 7_919; delays.length < count; ) {
    state = (state * 16_807) % 2_147_483_647;
    delays.push(150 + (state % 1_100));
  }
  return delays;
}
