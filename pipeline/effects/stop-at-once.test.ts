import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { imbillProcess, startImbill } from '../../src/testing/command-line.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';

function mixedWorkspace(): Promise<string> {
  return writeWorkspace({ ...mixedAccounts, files: splitFiles() });
}

describe('a run that is told to end', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'ends at once by %s, and the next one works',
    async (signal) => {
      const folder = await mixedWorkspace();
      const { child, ended } = startImbill(['run', '--month', '2026-09', '--workspace', folder]);
      const note = join(folder, '.imbill', 'lock.json');
      while (child.exitCode === null && !existsSync(note)) await setImmediate();
      child.kill(signal);
      const { exitCode, stdout, stderr } = await ended;
      expect([exitCode, child.signalCode, stdout, stderr]).toEqual([
        null,
        signal,
        '',
        `Stopped by ${signal}. Run it again: it goes on from what was done.\n`,
      ]);
      const next = await imbillProcess(['run', '--month', '2026-09', '--workspace', folder]);
      expect([next.exitCode, next.stderr]).toEqual([0, '']);
    },
  );
});

describe.skipIf(!existsSync('/dev/full'))('a result that cannot be written', () => {
  it.each([
    ['run', '--month', '2026-09'],
    ['run', '--month', '2026-09', '--json'],
    ['sql', 'from logins', '--format', 'csv'],
    ['sql', 'from logins'],
    ['--help'],
  ])('ends with what to do: %s', async (...args) => {
    const folder = await mixedWorkspace();
    await imbillProcess(['load', '--workspace', folder]);
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [inject('mainPath'), ...args], {
      cwd: folder,
      stdio: ['ignore', full, 'pipe'],
    });
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    closeSync(full);
    expect([exitCode, stderr]).toEqual([
      1,
      'The result cannot be written to standard output (ENOSPC).\nFree some space there, or send the result elsewhere, and run again. Finished work is not lost.\n',
    ]);
  });

  it('is none where nobody reads on', async () => {
    const folder = await mixedWorkspace();
    await imbillProcess(['load', '--workspace', folder]);
    const { child, ended } = startImbill(['sql', 'from range(1_000_000)', '--format', 'csv'], {
      cwd: folder,
    });
    child.stdout!.once('data', () => child.stdout!.destroy());
    expect(await ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('does not end in a stack where the message cannot be written, either', async () => {
    const folder = await mixedWorkspace();
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [inject('mainPath'), 'run', '--month', '2026-13'], {
      cwd: folder,
      stdio: ['ignore', full, full],
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2);
    closeSync(full);
  });
});
