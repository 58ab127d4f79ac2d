import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { imbillProcess, startImbill } from '../../src/testing/command-line.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { differencesIn } from '../../src/testing/verified.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

describe('a month under approval', () => {
  it('is approved and issued once, however often the commands are killed', async () => {
    const folder = await writeWorkspace({
      settings: `${defaultSettings}approval: required\n`,
      purchases: ['o1,a1,pro,2026-09-01,1'],
      files: { 'logs/logins/a.csv': csv(headers.logins, ['2026-09-10T10:00:00+08:00,a1,u1']) },
    });
    const where = ['--month', '2026-09', '--workspace', folder];
    const shown = await imbillProcess(['preview', ...where, '--json']);
    const hash = JSON.parse(shown.stdout).drafts_sha256;
    const approve = ['approve', ...where, '--hash', hash, '--by', 'Anna'];
    const run = ['run', ...where, '--approved', hash];
    for (const command of [approve, run]) {
      for (const delay of [500, 900]) await killedAfter(delay, command);
      expect(await imbillProcess(command)).toMatchObject({ exitCode: 0, stderr: '' });
    }
    expect(
      await warehouseRows(
        folder,
        "select action, count(*) from audit where action in ('approve', 'issue') group by action order by action",
      ),
    ).toEqual([
      ['approve', 1n],
      ['issue', 1n],
    ]);
    expect(await warehouseRows(folder, 'select number, total from invoices')).toEqual([
      ['INV-2026-000001', '999.00'],
    ]);
    expect(await warehouseRows(folder, 'select 1 from drafts')).toEqual([]);
    expect(await differencesIn(folder)).toEqual([]);
  });
});

async function killedAfter(delay: number, command: readonly string[]): Promise<void> {
  const { child, ended } = startImbill(command);
  await setTimeout(delay);
  child.kill('SIGKILL');
  await ended;
}
