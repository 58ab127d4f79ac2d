import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import { runProgram } from '../../src/command-line/run-program.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { parseMetrics } from '../../src/testing/parsed-metrics.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { defaultSettings, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { createJobs } from '../jobs.ts';

/** Runs a command at a time of the test's choice. */
async function at(
  instant: string,
  ...args: string[]
): Promise<{ exitCode: number; stdout: string }> {
  let stdout = '';
  const exitCode = await runProgram(args, createJobs({ now: () => Date.parse(instant) }), {
    result: (text) => {
      stdout += text;
    },
    say: () => undefined,
    progress: silentProgress,
  });
  return { exitCode, stdout };
}

async function metricsAt(instant: string, folder: string): Promise<Record<string, string>> {
  const args = ['status', '--format', 'prometheus', '--workspace', folder];
  const { exitCode, stdout } = await at(instant, ...args);
  expect(exitCode).toBe(0);
  return Object.fromEntries(
    parseMetrics(stdout).map(({ name, labels, value }) => [
      [name.replace('imbill_', ''), ...Object.values(labels)].join(' '),
      value,
    ]),
  );
}

describe('imbill status --format prometheus', () => {
  it('gives counts, lag, rejects, refusals and issued documents', async () => {
    const folder = await writeWorkspace({
      settings: `timezone: America/New_York\n${defaultSettings}rejects: { max_share: 1 }\n`,
      files: {
        'logs/logins/a.csv':
          'time,app_id,user_id\n2026-09-29T12:00:00Z,a1,u1\n2026-10-01T03:59:59Z,a1,u2\nbad,a1,u3\n',
        'logs/groups/g.csv': 'no,header\n1,2\n',
      },
    });
    await imbill(['load', '--workspace', folder]);
    // 2026-10-01T03:59:59Z is the last second of September 30 in New York, which begins at 04:00 UTC.
    const metrics = await metricsAt('2026-10-03T04:00:00Z', folder);
    expect(metrics).toMatchObject({
      'source_files logins': '1',
      'source_files bandwidth': '0',
      'source_accepted_lines logins': '2',
      'source_rejected_lines logins': '1',
      'source_rejected_lines daily': '0',
      'source_refused_files groups': '1',
      'source_refused_files logins': '0',
      'source_last_day_timestamp_seconds logins': String(Date.parse('2026-09-30T04:00:00Z') / 1000),
      'source_lag_days logins': '3',
      'open_items file-refused': '1',
      'open_items month-not-billed': '1',
      'open_items month-outdated': '0',
    });
    expect(metrics).not.toHaveProperty('source_lag_days bandwidth');
    expect((await metricsAt('2026-10-03T03:59:59Z', folder))['source_lag_days logins']).toBe('2');
  });

  it('gives exact amounts by month, and the same bytes again', async () => {
    const folder = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
    const args = ['status', '--format', 'prometheus', '--workspace', folder];
    const first = await at('2026-10-02T00:00:00Z', ...args);
    expect(await at('2026-10-02T00:00:00Z', ...args)).toEqual(first);
    const { stdout } = await imbill(['status', '--json', '--workspace', folder]);
    const [month] = JSON.parse(stdout).months;
    expect(await metricsAt('2026-10-02T00:00:00Z', folder)).toMatchObject({
      'documents 2026-09 CNY': String(month.invoices),
      'documents_amount 2026-09 CNY': month.total,
    });
  });

  it('tells when each job ended and last succeeded', async () => {
    const folder = await writeWorkspace({
      files: { 'logs/logins/a.csv': 'time,app_id,user_id\n2026-09-29T12:00:00Z,a1,u1\n' },
    });
    const [first, second] = ['2026-10-01T06:00:00.900Z', '2026-10-02T06:00:00Z'];
    expect((await at(first, 'load', '--workspace', folder)).exitCode).toBe(0);
    const empty = ['preview', '--month', '2020-01', '--workspace', folder];
    expect((await at(first, ...empty)).exitCode).toBe(4);
    await writeFile(join(folder, 'logs/logins/b.csv'), 'broken\nx\n');
    expect((await at(second, 'load', '--workspace', folder)).exitCode).toBe(3);
    const [began, later] = ['1790834400', '1790920800'];
    const metrics = await metricsAt(second, folder);
    expect(Object.entries(metrics).filter(([name]) => name.startsWith('job_'))).toEqual([
      ['job_last_end_timestamp_seconds load', later],
      ['job_last_end_timestamp_seconds preview', began],
      ['job_last_success_timestamp_seconds load', began],
      ['job_last_exit_code load', '3'],
      ['job_last_exit_code preview', '4'],
    ]);
  });

  it('counts only the verification of everything', async () => {
    const folder = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
    const verify = ['invoice', 'verify', '--workspace', folder];
    const instant = '2026-10-05T00:00:00Z';
    await at(instant, ...verify, '--quick');
    await at(instant, ...verify, '--month', '2026-09');
    expect(await metricsAt(instant, folder)).not.toHaveProperty('job_last_exit_code verify');
    await at(instant, ...verify);
    expect(await metricsAt(instant, folder)).toMatchObject({ 'job_last_exit_code verify': '0' });
    const [day] = await readdir(join(folder, '.imbill/lake/logins'));
    const [name] = await readdir(join(folder, '.imbill/lake/logins', day!));
    await writeFile(join(folder, '.imbill/lake/logins', day!, name!), 'x');
    expect((await at(instant, ...verify)).exitCode).toBe(1);
    expect(await metricsAt(instant, folder)).toMatchObject({
      'job_last_exit_code verify': '1',
      'job_last_success_timestamp_seconds verify': '1791158400',
    });
  });

  it('ignores a note that is broken, and makes none in a folder that is no workspace', async () => {
    const folder = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
    await mkdir(join(folder, '.imbill/jobs'), { recursive: true });
    await writeFile(join(folder, '.imbill/jobs/run.json'), '{"ended_at": "yesterday"');
    await writeFile(join(folder, '.imbill/jobs/load.json'), '{"ended_at": 5}');
    const metrics = await metricsAt('2026-10-02T00:00:00Z', folder);
    expect(metrics).not.toHaveProperty('job_last_exit_code run');
    expect(metrics).not.toHaveProperty('job_last_exit_code load');
    const other = await tempFolder();
    expect((await imbill(['load', '--workspace', other])).exitCode).toBe(2);
    expect(await readdir(other)).toEqual([]);
  });

  it.each([
    [['--json'], 'one of them'],
    [['--app', 'a1'], '--app'],
  ])('refuses %s', async (args, seen) => {
    const folder = await writeWorkspace();
    const ended = await imbill([
      ...['status', '--format', 'prometheus', ...args, '--workspace', folder],
    ]);
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining(seen)]);
  });
});
