import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { differencesIn } from '../../src/testing/verified.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const purchases = ['o1,a1,pro,2026-09-02T10:00:00+08:00,1'];
const files = { 'logs/logins/a.csv': csv(headers.logins, ['2026-09-10T10:00:00+08:00,a1,u1']) };
/** In Shanghai a second before October, and its first second. */
const [lastSecond, firstSecond] = ['2026-09-30T15:59:59Z', '2026-09-30T16:00:00Z'];
const runArgs = ['run', '--month', '2026-09'];
const incomplete = [...runArgs, '--incomplete', '--reason'];

describe('imbill run of a month that is not over', () => {
  it('is refused until the last second of the month in the zone of the workspace', async () => {
    const cwd = await writeWorkspace({ purchases, files });
    const refused = await imbill(runArgs, { cwd, now: lastSecond });
    expect(refused).toMatchObject({
      exitCode: 4,
      stdout: '',
      stderr:
        '2026-09 was not issued.\n' +
        '2026-09 is not over: today is 2026-09-30 in Asia/Shanghai, its last day is 2026-09-30, and usage is loaded until 2026-09-10.\n' +
        'Run it after 2026-09-30. To issue it now, and record why: imbill run --month 2026-09 --incomplete --reason TEXT\n' +
        'imbill preview --month 2026-09 shows the month and issues nothing.\n',
    });
    expect(await warehouseRows(cwd, 'select number from invoices')).toEqual([]);
    expect(await imbill(['preview', '--month', '2026-09'], { cwd, now: lastSecond })).toMatchObject(
      { exitCode: 0, stderr: '' },
    );
    expect(await imbill(runArgs, { cwd, now: firstSecond })).toMatchObject({ exitCode: 0 });
    expect(await reasons(cwd)).toEqual([['', { numbers: ['INV-2026-000001'] }]]);
  });

  it('keeps and publishes what was loaded', async () => {
    const cwd = await writeWorkspace({ purchases, files });
    await imbill(runArgs, { cwd, now: lastSecond });
    const query = "select usage_date, quantity from daily_usage where metric = 'dau'";
    const { stdout } = await imbill(['sql', query, '--format', 'csv'], { cwd });
    expect(stdout).toBe('usage_date,quantity\n2026-09-10,1.000000000\n');
    const again = await imbill(['load', '--json'], { cwd });
    expect(JSON.parse(again.stdout).load).toMatchObject({ files: 0, known: 1 });
  });

  it('is done when usage of a later day is loaded', async () => {
    const later = csv(headers.logins, ['2026-10-01T00:00:00+08:00,a1,u1']);
    const cwd = await writeWorkspace({
      purchases,
      files: { ...files, 'logs/logins/b.csv': later },
    });
    expect(await imbill(runArgs, { cwd, now: lastSecond })).toMatchObject({ exitCode: 0 });
  });

  it('is done with --incomplete, and the audit keeps the reason', async () => {
    const cwd = await writeWorkspace({ purchases, files });
    const done = await imbill([...incomplete, ' they leave '], { cwd, now: lastSecond });
    expect(done).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await reasons(cwd)).toEqual([
      ['they leave', { numbers: ['INV-2026-000001'], is_incomplete: true }],
    ]);
    expect(await differencesIn(cwd)).toEqual([]);
  });

  it('is done when every customer has an invoice, as it issues nothing', async () => {
    const cwd = await writeWorkspace({ purchases, files });
    await imbill([...incomplete, 'they leave'], { cwd, now: lastSecond });
    const again = await imbill(runArgs, { cwd, now: lastSecond });
    expect([again.exitCode, again.stderr]).toEqual([0, '']);
    expect((await reasons(cwd)).length).toBe(1);
  });

  it('is refused when a customer is new', async () => {
    const cwd = await writeWorkspace({ purchases, files });
    await imbill([...incomplete, 'they leave'], { cwd, now: lastSecond });
    const next = 'customer_id,name,app_id\nc1,One,a1\nc2,Two,a2\n';
    const order =
      'order_id,app_id,sku,purchased_at,months\no2,a2,pro,2026-09-02T10:00:00+08:00,1\n';
    await writeFiles(cwd, { 'accounts/customers.csv': next, 'accounts/purchases.csv': order });
    expect(await imbill(runArgs, { cwd, now: lastSecond })).toMatchObject({ exitCode: 4 });
  });
});

describe('imbill run --incomplete', () => {
  it('records no reason for a month that is over', async () => {
    const cwd = await writeWorkspace({ purchases, files });
    expect(await imbill([...incomplete, 'x'], { cwd, now: firstSecond })).toMatchObject({
      exitCode: 0,
    });
    expect(await reasons(cwd)).toEqual([['', { numbers: ['INV-2026-000001'] }]]);
  });

  it.each([
    [['--incomplete'], '--incomplete needs a reason. It is stored in the audit.'],
    [
      ['--incomplete', '--reason', ' \t'],
      '--incomplete needs a reason. It is stored in the audit.',
    ],
    [['--reason', 'x'], '--reason belongs to --incomplete.'],
  ])('is refused with %j', async (options, message) => {
    const cwd = await writeWorkspace({ purchases, files });
    const { exitCode, stderr } = await imbill([...runArgs, ...options], { cwd });
    expect([exitCode, stderr.split('\n')[0]]).toEqual([2, message]);
  });
});

async function reasons(folder: string): Promise<unknown[]> {
  const rows = await warehouseRows(
    folder,
    "select reason, detail from audit where action = 'issue' order by entry",
  );
  return rows.map(([reason, detail]) => [reason, JSON.parse(String(detail))]);
}
