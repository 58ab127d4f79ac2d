import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const now = '2026-09-15T00:00:00Z';
const days = { 'logs/daily/a.csv': csv('date,app_id,metric,value', ['2026-09-03,a1,dau,100']) };
const dau = (day: string, value: number | string, app = 'a1') => ({
  [`logs/daily/${app}-${day}.csv`]: csv('date,app_id,metric,value', [
    `2026-09-${day},${app},dau,${value}`,
  ]),
});

interface Raised {
  alerts: { [key: string]: string }[];
  alert_problems: string[];
}

async function workspaceWith(alerts: string, files: Record<string, string> = days, texts = {}) {
  return writeWorkspace({
    settings: `${defaultSettings}alerts:\n${alerts}`,
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files,
    ...texts,
  });
}

async function raised(folder: string, args = ['load'], clock = now): Promise<Raised> {
  const { stdout, stderr } = await imbill([...args, '--json'], { cwd: folder, now: clock });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

/** Threshold and value of each alert. */
const valuesOf = ({ alerts }: Raised) => alerts.map(({ threshold, value }) => [threshold, value]);

describe('an alert about the next block', () => {
  // 100,000 users are included, and each started block of 100,000 above costs 10,000.00.
  it('is raised once for each block, at the exact usage', async () => {
    const folder = await workspaceWith('  - { charge: dau, next_block: [80%, 95%] }\n');
    expect(await raised(folder)).toMatchObject({ alerts: [], alert_problems: [] });
    await writeFiles(folder, dau('04', 79_999));
    expect((await raised(folder)).alerts).toEqual([]);
    await writeFiles(folder, dau('05', 80_000));
    expect((await raised(folder)).alerts).toEqual([
      {
        rule: 'dau next_block',
        month: '2026-09',
        customer_id: 'acme',
        app_id: 'a1',
        charge: 'dau',
        threshold: '80%',
        reached_at: '80000',
        value: '80000',
        unit: 'users',
        message:
          '2026-09: dau of app a1 (acme) is at 80,000 users and has reached 80% of the way from 0 to 100,000, where its next block begins',
        raised_at: '2026-09-15T00:00:00.000Z',
      },
    ]);
    expect((await raised(folder)).alerts).toEqual([]);
    expect((await raised(folder, ['preview', '--month', '2026-09'])).alerts).toEqual([]);
    await writeFiles(folder, dau('06', 179_999));
    expect((await raised(folder)).alerts).toEqual([]);
    await writeFiles(folder, dau('07', 195_000));
    expect(valuesOf(await raised(folder, ['preview', '--month', '2026-09']))).toEqual([
      ['80%', '195000'],
      ['95%', '195000'],
    ]);
    const { stdout } = await imbill(['status', '--json'], { cwd: folder, now });
    const shown = JSON.parse(stdout).alerts.map((one: { reached_at: string }) => one.reached_at);
    expect(shown.toSorted()).toEqual(['180000', '195000', '80000']);
    const sql = 'select threshold, threshold_value from alerts order by raised_at, threshold_value';
    const asked = await imbill(['sql', sql, '--format', 'csv'], { cwd: folder });
    expect(asked.stdout).toBe('threshold,threshold_value\n80%,180000\n95%,195000\n80%,80000\n');
  });

  it('is only raised for the app and customer of the rule', async () => {
    const folder = await workspaceWith(
      '  - { charge: dau, next_block: 50%, app: b1, name: b }\n  - { charge: dau, next_block: 50%, customer: acme }\n',
      { ...dau('04', 60_000), ...dau('04', 70_000, 'b1') },
      {
        customers: ['acme,Acme,a1', 'beta,Beta,b1'],
        purchases: ['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-01,1'],
      },
    );
    const { alerts } = await raised(folder);
    expect(alerts.map(({ rule, app_id }) => [rule, app_id])).toEqual([
      ['b', 'b1'],
      ['dau next_block, customer acme', 'a1'],
    ]);
  });
});

describe('an alert about what is included', () => {
  it('is raised at the exact share, also beyond all of it', async () => {
    const folder = await workspaceWith(
      '  - { charge: dau, allowance: [33.3%, 150%] }\n',
      dau('04', 33_300),
    );
    expect(valuesOf(await raised(folder))).toEqual([['33.3%', '33300']]);
    await writeFiles(folder, dau('05', 150_000));
    expect(valuesOf(await raised(folder))).toEqual([['150%', '150000']]);
  });
});

describe('an alert about an amount', () => {
  it('is raised for each customer whose running month reaches it', async () => {
    const folder = await workspaceWith(
      '  - { amount: [999, "999.01", 10999] }\n  - { amount: 1, currency: USD }\n',
    );
    const [first, ...others] = (await raised(folder)).alerts;
    expect([first, others]).toMatchObject([
      {
        rule: 'amount',
        customer_id: 'acme',
        app_id: '',
        charge: '',
        threshold: '999',
        value: '999.00',
        unit: 'CNY',
        message: '2026-09: acme is at 999.00 CNY and has reached 999 CNY',
      },
      [],
    ]);
    await writeFiles(folder, dau('05', 100_001));
    expect(valuesOf(await raised(folder))).toEqual([
      ['999.01', '10999.00'],
      ['10999', '10999.00'],
    ]);
  });

  it('is raised by the run that issues the month, and by no later one', async () => {
    const folder = await workspaceWith('  - { amount: 5 }\n');
    const run = ['run', '--month', '2026-09'];
    const refused = await imbill(run, { cwd: folder, now });
    expect(refused.exitCode).toBe(4);
    expect(await warehouseRows(folder, 'from alerts')).toEqual([]);
    const later = '2026-10-01T00:00:00Z';
    const done = await imbill(run, { cwd: folder, now: later });
    expect(done.stdout).toContain(
      'Alert: 2026-09: acme is at 999.00 CNY and has reached 5 CNY (amount)\n',
    );
    await writeFiles(folder, { 'imbill.yaml': `${defaultSettings}alerts: [{ amount: 6 }]\n` });
    expect((await raised(folder, run, later)).alerts).toEqual([]);
    expect((await raised(folder, ['load'], later)).alerts).toEqual([]);
  });
});

describe('a rule that cannot be evaluated', () => {
  it('is told by every command, and stops none', async () => {
    const folder = await workspaceWith(
      '  - { charge: dua, next_block: 80% }\n  - { amount: 5, customer: acne }\n  - { charge: dau, allowance: 5%, app: zz }\n',
    );
    const problems = [
      'imbill.yaml: the alert "dua next_block" names the charge "dua", but no price book has it; did you mean dau?',
      'imbill.yaml: the alert "amount, customer acne" names the customer "acne", but accounts/customers.csv has none; did you mean acme?',
      'imbill.yaml: the alert "dau allowance, app zz" names the app "zz", but accounts/customers.csv has none',
    ];
    for (const args of [['load'], ['preview', '--month', '2026-09']])
      expect((await raised(folder, args)).alert_problems).toEqual(problems);
    const { stdout } = await imbill(['load'], { cwd: folder, now });
    expect(stdout).toContain(`${problems.join('\n')}\n`);
  });

  it('does not make a load fail where accounts are wrong', async () => {
    const folder = await workspaceWith('  - { amount: 5 }\n', days, {
      purchases: ['o1,a1,no-such,2026-09-01,1'],
    });
    const { alerts, alert_problems } = await raised(folder);
    expect([alerts, alert_problems.length]).toEqual([[], 1]);
    expect(alert_problems[0]).toMatch(/^Alerts were not evaluated: .*no-such/s);
  });
});

it('has no problem with bandwidth whose value is a fraction', async () => {
  const settings = `${defaultSettings}alerts:\n  - { charge: bandwidth-domestic, allowance: 1% }\n`;
  const files = {
    'logs/bandwidth/a.csv': csv('time,app_id,bytes', ['2026-09-03T10:00:00+08:00,a1,1000000']),
  };
  const folder = await writeWorkspace({ settings, purchases: ['o1,a1,pro,2026-09-01,1'], files });
  // 8,000,000 bits in 300 seconds are 0.0266… Mbps.
  expect((await raised(folder)).alert_problems).toEqual([]);
});

it('prices nothing in a load without rules', async () => {
  const folder = await writeWorkspace({
    files: { 'logs/logins/a.csv': csv(headers.logins, ['2026-09-03T10:00:00+08:00,a1,u1']) },
  });
  expect(await raised(folder)).toMatchObject({ alerts: [], alert_problems: [] });
  expect(await warehouseRows(folder, 'from measured_days')).toEqual([]);
});
