import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbill } from '../src/testing/command-line.ts';
import { csv, headers, writeWorkspace } from '../src/testing/write-workspace.ts';

const pro = ['o1,a1,pro,2026-09-02T10:00:00+08:00,1'];
const logins = {
  'logs/logins/a.csv': csv(headers.logins, ['2026-09-10T10:00:00+08:00,a1,u1']),
};

describe('imbill run', () => {
  it('bills what was bought in a month without logs, and says that there are none', async () => {
    const folder = await writeWorkspace({ purchases: pro });
    const { exitCode, stdout } = await imbill(['run', '--month', '2026-09', '--json'], {
      cwd: folder,
    });
    const { invoices, findings } = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(invoices.map(({ total }: { total: string }) => total)).toEqual(['999.00']);
    expect(findings).toEqual([
      {
        customer_id: '',
        code: 'month-without-logs',
        app_id: '',
        audience: 'internal',
        message:
          'No log file has data of 2026-09; the invoices contain only purchases and values carried over from earlier months. Check the deliveries before you send the invoices.',
        text: {
          en: 'No log file has data of 2026-09; the invoices contain only purchases and values carried over from earlier months. Check the deliveries before you send the invoices.',
          zh: '没有日志文件含有 2026-09 的数据；账单只含购买和从以前月份沿用的数值。发送账单前请检查交付。',
        },
      },
    ]);
  });

  it('names the sources that match no file', async () => {
    const folder = await writeWorkspace({ purchases: pro, files: logins });
    const { stdout } = await imbill(['load'], { cwd: folder, now: '2026-09-15T00:00:00Z' });
    expect(stdout).toBe(
      'Loaded 1 file: 2 lines = 1 header + 1 accepted + 0 rejected.\n' +
        'No file matches logs/bandwidth/**/*.\nNo file matches logs/groups/**/*.\nNo file matches logs/daily/**/*.\n',
    );
  });

  it('says that nothing is there to load', async () => {
    const { stdout } = await imbill(['load'], { cwd: await writeWorkspace() });
    expect(stdout).toBe('Nothing to load: no file matches the sources.\n');
  });

  it('says that nothing was issued where no customer has a charge', async () => {
    const folder = await writeWorkspace({ customers: [], files: logins });
    const { exitCode, stdout } = await imbill(['run', '--month', '2026-09'], { cwd: folder });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('No customer has a charge in 2026-09; nothing was issued.\n');
  });

  it('says what was issued when its reports cannot be written, and writes them the next time', async () => {
    const folder = await writeWorkspace({ purchases: pro, files: logins });
    await writeFile(join(folder, 'out'), 'a file where a folder has to be');
    const blocked = await imbill(['run', '--month', '2026-09'], { cwd: folder });
    expect([blocked.exitCode, blocked.stderr]).toEqual([
      1,
      'The reports of 2026-09 cannot be written to out/ (ENOTDIR). 1 invoice was issued and stays.\n' +
        'Make out/ writable, or free disk space, and run again to write the reports.\n',
    ]);
    await rm(join(folder, 'out'));
    const again = await imbill(['run', '--month', '2026-09'], { cwd: folder });
    expect(again.stdout).toContain('2026-09 was issued before; nothing changed.\n');
  });

  it('names the setting for a file with another delimiter', async () => {
    const files = { 'logs/logins/a.csv': 'time;app_id;user_id\n2026-09-10T10:00:00Z;a1;u1\n' };
    const folder = await writeWorkspace({ files });
    const { exitCode, stderr } = await imbill(['load'], { cwd: folder });
    expect(exitCode).toBe(3);
    expect(stderr).toContain(
      'Name the character between the columns with delimiter: in the source of logins in imbill.yaml.\n',
    );
  });
});

describe('imbill sql', () => {
  it('prints a result of any length', async () => {
    const folder = await writeWorkspace({ files: logins });
    await imbill(['load'], { cwd: folder });
    const { exitCode, stdout } = await imbill(['sql', 'from range(300000)'], { cwd: folder });
    expect([exitCode, stdout.trimEnd().split('\n').length]).toEqual([0, 300_001]);
  });
});
