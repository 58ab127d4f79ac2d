import { spawnSync } from 'node:child_process';
import { cp, readFile, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ended, imbillProcess } from '../src/testing/command-line.ts';
import { mixedAccounts, splitFiles } from '../src/testing/mixed-month.ts';
import { reportsOf } from '../src/testing/reports.ts';
import { tempFolder } from '../src/testing/temp-folder.ts';
import { writeWorkspace } from '../src/testing/write-workspace.ts';

/**
 * Lets each write, sync, rename and mkdir of a run fail in turn, those of DuckDB too. By default a few of
 * them; with FAULTS=all each one, which takes an hour, and with FAULTS=20 each twentieth.
 */
const step = process.env['FAULTS'] === 'all' ? 1 : Number(process.env['FAULTS'] ?? 0);

const source = join(import.meta.dirname, '../src/testing/faults/failing-calls.c');
const compiler = ['cc', 'gcc', 'clang'].find(
  (name) => process.platform === 'linux' && spawnSync(name, ['--version']).status === 0,
);
if (compiler === undefined)
  console.warn('There is no C compiler for Linux here: the faults of a disk are NOT tried.');

let library: string;
let template: string;
let expected: Record<string, string>;
let calls: number;

function runIn(folder: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const args = ['run', '--month', '2026-09', '--workspace', folder, '--threads', '1'];
  return imbillProcess(args, { env });
}

async function copyOfTemplate(): Promise<string> {
  const folder = join(await tempFolder(), 'w');
  await cp(template, folder, { recursive: true });
  return folder;
}

describe.skipIf(compiler === undefined)('a run of which a call to the disk fails', () => {
  beforeAll(async () => {
    library = join(await tempFolder(), 'failing-calls.so');
    const options = ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'];
    expect(spawnSync(compiler!, options, { encoding: 'utf8' }).stderr).toBe('');
    template = await writeWorkspace({ ...mixedAccounts, files: splitFiles(2) });
    const folder = await copyOfTemplate();
    const count = join(folder, '..', 'count');
    const whole = await runIn(folder, {
      LD_PRELOAD: library,
      FAULT_ROOT: folder,
      FAULT_COUNT: count,
    });
    expect([whole.exitCode, whole.stderr]).toEqual([0, '']);
    calls = Number(await readFile(count, 'utf8'));
    expect(calls).toBeGreaterThan(200);
    expected = await reportsOf(folder);
  }, 600_000);

  it.each([
    ['ENOSPC', 'stays', [0.01, 0.4, 0.8]],
    ['EIO', 'passes', [0.6]],
    ['EACCES', 'stays', [0.2]],
  ] as const)(
    'says what to do, and the next one is right: %s that %s',
    async (code, duration, shares) => {
      const points =
        step > 0
          ? Array.from({ length: Math.ceil(calls / step) }, (_, index) => 1 + index * step)
          : shares.map((share) => Math.ceil(share * calls));
      for (const at of points) {
        const folder = await copyOfTemplate();
        const failed = await runIn(folder, {
          LD_PRELOAD: library,
          FAULT_ROOT: folder,
          FAULT_AT: String(at),
          FAULT_ERRNO: String(constants.errno[code]),
          ...(duration === 'stays' ? { FAULT_STAYS: '1' } : {}),
        });
        const where = `call ${at} of ${calls}: ${failed.stderr}`;
        // A note that nothing depends on may be left out.
        expect([0, 1], where).toContain(failed.exitCode);
        expect(failed.stderr).not.toMatch(/\n\s+at |FATAL|terminate called/);
        if (failed.exitCode === 1) expect(failed.stderr, where).toMatch(/run again/);
        const next = await runIn(folder);
        expect([next.exitCode, next.stderr], where).toEqual([0, '']);
        expect(await reportsOf(folder), where).toEqual(expected);
        await rm(folder, { recursive: true, force: true });
      }
    },
    step > 0 ? 24 * 3_600_000 : 600_000,
  );
});
