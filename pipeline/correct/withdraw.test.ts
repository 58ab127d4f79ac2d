import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { load, run, warehouseRows, withdraw } from '../../src/testing/jobs.ts';
import { csv, headers, writeFiles } from '../../src/testing/write-workspace.ts';

const september = {
  'logs/logins/first.csv': csv(headers.logins, [
    '2026-09-10T10:00:00+08:00,a1,u1',
    '2026-09-10T11:00:00+08:00,a1,u2',
    '2026-10-01T10:00:00+08:00,a1,u1',
  ]),
  'logs/logins/second.csv': csv(headers.logins, ['2026-09-10T12:00:00+08:00,a1,u3']),
  'logs/groups/g.csv': csv(headers.groups, [
    '2026-09-20T10:00:00+08:00,a1,g1,created',
    '2026-09-20T10:00:00+08:00,a1,g2,created',
  ]),
  'logs/bandwidth/b.csv': csv(headers.bandwidth, ['2026-09-11T10:00:00+08:00,a1,5']),
  'logs/daily/d.csv': 'date,app_id,metric,value\n2026-09-12,a1,dau,7\n',
};
const pro = ['o1,a1,pro,2026-09-02,2'];

/** Loaded, counted and issued for September. */
function issuedSeptember(files: Record<string, string> = september): Promise<string> {
  return issuedWorkspace({ purchases: pro, files });
}

/** What a month was counted to: app, metric, day, quantity. */
function counted(folder: string) {
  return warehouseRows(
    folder,
    `select metric, usage_date, cast(cast(quantity as bigint) as varchar) from daily_usage
     where usage_date < date '2026-10-01' and metric not like 'avch%'
       and (metric <> 'groups' or usage_date = date '2026-09-30') order by all`,
  );
}

const all = [
  ['bandwidth_domestic_mbps', '2026-09-11', '5'],
  ['dau', '2026-09-10', '3'],
  ['dau', '2026-09-12', '7'],
  ['groups', '2026-09-30', '2'],
];
const without = (metric: string, day = '') =>
  all.filter((row) => row[0] !== metric || (day !== '' && row[1] !== day));

describe('withdraw', () => {
  it.each([
    ['logs/bandwidth/b.csv', without('bandwidth_domestic_mbps')],
    ['logs/groups/g.csv', without('groups')],
    ['logs/daily/d.csv', without('dau', '2026-09-12')],
    ['logs/logins/second.csv', [all[0], ['dau', '2026-09-10', '2'], ...all.slice(2)]],
    ['logs/logins/first.csv', [all[0], ['dau', '2026-09-10', '1'], ...all.slice(2)]],
  ])('of %s counts its days anew, and restoring them again', async (path, expected) => {
    const folder = await issuedSeptember();
    expect(await counted(folder)).toEqual(all);
    const result = await withdraw(folder, path);
    expect(await counted(folder)).toEqual(expected);
    expect(result).toMatchObject({ paths: [path], counted_months: ['2026-09'] });
    expect(result.late).toEqual([{ month: '2026-09', files: [path] }]);
    await withdraw(folder, path, 'restore');
    expect(await counted(folder)).toEqual(all);
  });

  it('counts groups anew in every later month, as they exist on', async () => {
    const folder = await issuedSeptember();
    const october = { 'logs/logins/o.csv': csv(headers.logins, ['2026-10-05T10:00:00Z,a1,u1']) };
    await writeFiles(folder, october);
    await run(folder, '2026-10');
    const inOctober =
      "select count(*) from daily_usage where metric = 'groups' and usage_date >= date '2026-10-01'";
    expect(await warehouseRows(folder, inOctober)).toEqual([[31n]]);
    const result = await withdraw(folder, 'logs/groups/g.csv');
    expect(result.counted_months).toEqual(['2026-09', '2026-10']);
    expect(result.late.map(({ month }) => month)).toEqual(['2026-09', '2026-10']);
    expect(await warehouseRows(folder, inOctober)).toEqual([[0n]]);
  });

  it('keeps the segments, and lets issued invoices be', async () => {
    const folder = await issuedSeptember();
    const [[segment]] = (await warehouseRows(
      folder,
      "select path from segments where source = 'bandwidth'",
    )) as [[string]];
    await withdraw(folder, 'logs/bandwidth/b.csv');
    await load(folder);
    expect(existsSync(join(folder, segment))).toBe(true);
    const again = await run(folder, '2026-09');
    expect([again.newNumbers, again.outdated.length]).toEqual([[], 1]);
    expect(again.summary.files).toHaveLength(4 + 1);
  });

  it('leaves a withdrawn file withdrawn when it is delivered again', async () => {
    const folder = await issuedSeptember();
    const { batch_id: id } = await withdraw(
      folder,
      'logs/logins/second.csv',
      'withdraw',
      'of another app',
    );
    await writeFiles(folder, { 'logs/logins/again.csv': september['logs/logins/second.csv'] });
    const loaded = await imbill(['load'], { cwd: folder });
    expect(loaded.stdout).toContain(
      `logs/logins/again.csv has the content of withdrawn batch ${id} (of another app) and does not count. imbill load --restore ${id} --reason TEXT makes it count as it was read; imbill load --again logs/logins/again.csv reads it again with today's settings.\n`,
    );
    expect((await counted(folder))[1]).toEqual(['dau', '2026-09-10', '2']);
  });

  it('says nothing of what a file held before where that was withdrawn', async () => {
    const folder = await issuedSeptember();
    await withdraw(folder, 'logs/logins/second.csv');
    const right = csv(headers.logins, ['2026-09-10T12:00:00+08:00,a1,u4']);
    await writeFiles(folder, { 'logs/logins/second.csv': right });
    expect(await load(folder)).toMatchObject({
      changed: [],
      all_failed: [],
      late: [{ month: '2026-09', files: ['logs/logins/second.csv'] }],
    });
  });

  it('is recorded with its reason', async () => {
    const folder = await issuedSeptember();
    await withdraw(folder, 'logs/daily/d.csv', 'withdraw', 'guessed');
    await withdraw(folder, 'logs/daily/d.csv', 'restore', 'counted');
    const rows = await warehouseRows(
      folder,
      "select action, subject, reason, detail ->> 'paths' from audit order by entry",
    );
    const paths = '["logs/daily/d.csv"]';
    expect(rows).toEqual([
      ['issue', '2026-09', '', null],
      ['withdraw', expect.stringMatching(/^batch \d$/), 'guessed', paths],
      ['restore', expect.stringMatching(/^batch \d$/), 'counted', paths],
    ]);
  });
});

describe('imbill load --withdraw', () => {
  const content = september['logs/logins/second.csv'];
  const sha256 = sha256Of(content);
  const small = { 'logs/logins/second.csv': content, 'logs/logins/copy.csv': content };

  it.each([['1'], [sha256], [sha256.slice(0, 8)], ['logs/logins/copy.csv']])(
    'takes %s, and says what it did',
    async (batch) => {
      const folder = await issuedSeptember(small);
      const result = await imbill(
        ['load', '--withdraw', batch, '--reason', 'of another app', '--workspace', folder],
        {},
      );
      expect(result).toEqual({
        exitCode: 0,
        stderr: '',
        stdout: `Withdrew logs/logins/copy.csv (batch 1, logins, 2 lines, also delivered as logs/logins/second.csv): of another app. Its rows no longer count; its segments stay in the lake as a proof.
Measured again: 2026-09.
logs/logins/copy.csv holds rows of 2026-09, which was issued before; its documents do not change. imbill correct --month 2026-09 --dry-run shows what would change.
`,
      });
      const { stdout } = await imbill(['status', '--workspace', folder, '--json']);
      expect(JSON.parse(stdout)).toMatchObject({
        sources: [],
        withdrawn: [{ batch_id: 1, path: 'logs/logins/copy.csv', reason: 'of another app' }],
      });
    },
  );

  it.each([
    [
      ['--withdraw', '1', '--reason', '  '],
      2,
      '--withdraw needs a reason. It is stored in the audit.\nAccepted: --reason TEXT, such as --reason "counted twice by the collector".\n',
    ],
    [
      ['--withdraw', 'logs/logins/copi.csv', '--reason', 'x'],
      2,
      `No loaded file is "logs/logins/copi.csv"; did you mean logs/logins/copy.csv?
Accepted: a batch id, a SHA-256 (or its first 8 digits or more), or a path. imbill sql "select batch_id, sha256, path from batches" lists them.
`,
    ],
    [
      ['--restore', '1', '--reason', 'x'],
      4,
      'logs/logins/copy.csv (batch 1) is not withdrawn: it counts.\nNothing was changed. imbill status shows which files are withdrawn.\n',
    ],
    [
      ['--reason', 'x'],
      2,
      '--reason belongs to --withdraw, --restore or --again.\nName the wrong file with --withdraw BATCH, or leave --reason out.\n',
    ],
  ])('%j ends with %i', async (options, exitCode, stderr) => {
    const folder = await issuedSeptember(small);
    const result = await imbill(['load', ...options], { cwd: folder });
    expect(result).toEqual({ exitCode, stdout: '', stderr });
    expect(await warehouseRows(folder, 'select withdrawn_sequence_number from batches')).toEqual([
      [null],
    ]);
  });

  it('says that a file is withdrawn already, and why', async () => {
    const folder = await issuedSeptember(small);
    await withdraw(folder, '1', 'withdraw', 'of another app');
    const result = await imbill(['load', '--withdraw', '1', '--reason', 'x'], { cwd: folder });
    expect(result).toEqual({
      exitCode: 4,
      stdout: '',
      stderr:
        'logs/logins/copy.csv (batch 1) is already withdrawn: of another app\nNothing was changed. imbill load --restore 1 --reason TEXT makes it count again.\n',
    });
  });

  it('takes the batch that the file holds now where one path held several', async () => {
    const folder = await issuedSeptember(small);
    const user = (id: string) => csv(headers.logins, [`2026-09-10T12:00:00+08:00,a1,${id}`]);
    for (const id of ['u8', 'u9']) {
      await writeFiles(folder, { 'logs/logins/copy.csv': user(id) });
      await load(folder);
    }
    expect((await withdraw(folder, 'logs/logins/copy.csv')).batch_id).toBe(3);
    const args = ['load', '--withdraw', 'logs/logins/copy.csv', '--reason', 'x'];
    expect((await imbill(args, { cwd: folder })).exitCode).toBe(4);
    expect((await withdraw(folder, 'logs/logins/copy.csv', 'restore')).batch_id).toBe(3);
  });

  it('asks which batch is meant where several begin with these digits', async () => {
    const folder = await issuedSeptember(small);
    const other = { 'logs/bandwidth/b.csv': small['logs/logins/copy.csv'] };
    await writeFiles(folder, {
      ...other,
      'imbill.yaml':
        'sources:\n  logins: [{ files: "logs/logins/*" }, { files: "logs/bandwidth/*", keep: none }]\n',
    });
    await load(folder);
    const args = ['load', '--withdraw', sha256, '--reason', 'x'];
    const { exitCode, stderr } = await imbill(args, { cwd: folder });
    expect([exitCode, stderr.split('\n')]).toEqual([
      2,
      [
        `"${sha256}" could be any of these:`,
        `  batch 1: logins, ${sha256.slice(0, 12)}, logs/logins/copy.csv`,
        `  batch 2: logins, ${sha256.slice(0, 12)}, logs/bandwidth/b.csv`,
        'Name one by its batch id.',
        '',
      ],
    ]);
  });
});

describe('load', () => {
  it('announces the issued months of which rows arrive, and records them', async () => {
    const folder = await issuedSeptember();
    const late = ['2026-09-03T10:00:00Z,a1,x', '2026-11-03T10:00:00Z,a1,x'];
    await writeFiles(folder, { 'logs/logins/late.csv': csv(headers.logins, late) });
    const { stdout } = await imbill(['load'], { cwd: folder });
    expect(stdout).toContain(
      'logs/logins/late.csv holds rows of 2026-09, which was issued before; its documents do not change. imbill correct --month 2026-09 --dry-run shows what would change.\n',
    );
    expect(
      await warehouseRows(folder, "select subject, detail from audit where action = 'late-data'"),
    ).toEqual([['2026-09', '{"files":["logs/logins/late.csv"]}']]);
    expect((await load(folder)).late).toEqual([]);
  });

  it('announces them also where another file is refused', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, {
      'logs/logins/late.csv': csv(headers.logins, ['2026-09-03T10:00:00Z,a1,x']),
      'logs/logins/wrong.csv': csv(headers.logins, ['yesterday,a1,x']),
    });
    const { exitCode, stderr } = await imbill(['load'], { cwd: folder });
    expect([exitCode, stderr.includes('late.csv holds rows of 2026-09')]).toEqual([3, true]);
  });
});
