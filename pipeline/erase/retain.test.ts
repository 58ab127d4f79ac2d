import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { copyOf, issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import {
  load,
  loadAgain,
  retain,
  run,
  verify,
  warehouseRows,
  withdraw,
} from '../../src/testing/jobs.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { csv, defaultSettings, headers, writeFiles } from '../../src/testing/write-workspace.ts';

const texts = {
  settings: `timezone: Asia/Shanghai\n${defaultSettings}rejects: { max_share: 0.5 }\n`,
  purchases: ['o1,a1,pro,2025-08-01,3'],
  files: {
    'logs/logins/08.csv': csv(headers.logins, [
      '2025-08-03T10:00:00+08:00,a1,u1',
      '2025-08-03T11:00:00+08:00,a1,u2',
      'never,a1,u-secret',
      'never,a1,u-secret,more',
    ]),
    // In UTC the last login is of August.
    'logs/logins/09.csv': csv(headers.logins, [
      '2025-09-04T10:00:00+08:00,a1,u1',
      '2025-08-31T16:00:00Z,a1,u3',
    ]),
    'logs/logins/10.csv': csv(headers.logins, ['2025-10-04T10:00:00+08:00,a1,u9']),
    'logs/bandwidth/08.csv': csv(headers.bandwidth, ['2025-08-03T10:00:00+08:00,a1,10']),
    'logs/groups/08.csv': csv(headers.groups, ['2025-08-03T10:00:00+08:00,a1,g1,created']),
  },
};
const months = ['2025-08', '2025-09'];
const issued = () => issuedWorkspace(texts, months);

const lakeOf = async (folder: string) =>
  (await readdir(join(folder, '.imbill/lake'), { recursive: true }))
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => name.slice(0, name.lastIndexOf('/')))
    .sort();

const countsOf = (folder: string) =>
  warehouseRows(
    folder,
    `select app_id, metric, cast(usage_date as varchar), quantity from daily_usage
     union all select app_id, 'mau', cast(usage_month as varchar), quantity from monthly_users order by all`,
  );

describe('retain', () => {
  it('removes raw rows that are older than so many months before that of the clock, and no count', async () => {
    const folder = await issued();
    const before = await countsOf(folder);
    // 23:00 in Shanghai: still October, one month after September.
    const kept = await retain(folder, {}, '2025-10-31T15:00:00Z');
    expect([kept.kept_from, kept.removed.map(({ month }) => month)]).toEqual([
      '2025-09',
      ['2025-08'],
    ]);
    const next = await retain(folder, {}, '2025-10-31T16:00:00Z');
    expect(next).toMatchObject({
      ...{ erasure: 2, kept_from: '2025-10', reason: 'policy', segments: 2, rows: 2 },
      ...{ removed: [{ month: '2025-09', segments: 2, rows: 2 }], not_removed: [] },
      delivered_files: ['logs/logins/09.csv'],
    });
    expect(await lakeOf(folder)).toEqual(['groups/2025-08-03', 'logins/2025-10-04']);
    expect(await countsOf(folder)).toEqual(before);
    expect(await warehouseRows(folder, 'select value, reason from rejects order by all')).toEqual([
      ['', 'found 4 fields, expected 3'],
      ['', 'is not a real time'],
    ]);
    const { differences, rows_erased } = await verify(folder);
    expect(differences).toEqual([]);
    expect(rows_erased).toMatchObject([
      {
        erasure: 1,
        action: 'retain',
        reason: 'policy',
        segments: 2,
        from: '2025-08-03',
        to: '2025-08-03',
      },
      { erasure: 2, action: 'retain', segments: 2, from: '2025-09-01', to: '2025-09-04' },
    ]);
  });

  it('leaves documents, further months, groups and previews as they were', async () => {
    const folder = await issued();
    const withRows = await copyOf(folder);
    await retain(folder, {}, '2025-11-15T00:00:00Z');
    const say = async (args: string[], cwd: string) => {
      const { exitCode, stdout, stderr } = await imbill([...args, '--json'], { cwd });
      const { log: _ofTheAudit, ...answer } = JSON.parse(stdout);
      return [args.join(' '), exitCode, answer, stderr];
    };
    for (const args of [
      ['preview', '--month', '2025-08'],
      ['invoice', 'regenerate', '--month', '2025-09'],
      ['invoice', 'list'],
      ['run', '--month', '2025-10'],
    ])
      expect(await say(args, folder)).toEqual(await say(args, withRows));
    expect((await verify(folder)).differences).toEqual([]);
    expect(await countsOf(folder)).toEqual(await countsOf(withRows));
  });

  it('says of a removed month that rows were erased, when, by whom and why', async () => {
    const folder = await issued();
    await retain(folder, {}, '2025-11-15T00:00:00Z');
    const erased = /raw rows erased on \d{4}-\d\d-\d\d by \S+ \(erasure 1\): policy/;
    const raw = await imbill(['invoice', 'regenerate', 'INV-2025-000001', '--from-raw'], {
      cwd: folder,
    });
    expect([raw.exitCode, raw.stderr]).toEqual([1, expect.stringMatching(erased)]);
    expect(raw.stderr).toContain(
      'Regenerate without --from-raw: the document is made from its facts.',
    );
    const explained = await imbill(['invoice', 'explain', 'INV-2025-000001', '--json'], {
      cwd: folder,
    });
    expect(explained.stdout).toMatch(erased);
    const verified = await imbill(['invoice', 'verify'], { cwd: folder });
    expect([verified.exitCode, verified.stdout]).toEqual([
      0,
      expect.stringMatching(
        /Raw rows were erased on .* by .* \(erasure 1, 4 segments, of 2025-08-03 to 2025-09-04\): policy/,
      ),
    ]);
    const rows = await imbill(
      ['sql', "select count(*) as rows from logins where usage_date < '2025-10-01'", '--json'],
      { cwd: folder },
    );
    expect(JSON.parse(rows.stdout).rows).toEqual([{ rows: 0 }]);
  });

  it('refuses late files, other contents and withdrawals that cannot be counted without the rows', async () => {
    const folder = await issued();
    const before = await countsOf(folder);
    await retain(folder, {}, '2025-11-15T00:00:00Z');
    await writeFiles(folder, {
      'logs/logins/late.csv': csv(headers.logins, ['2025-08-05T10:00:00+08:00,a1,u1']),
      'logs/logins/09.csv': csv(headers.logins, ['2025-10-05T10:00:00+08:00,a1,u1']),
      'logs/groups/late.csv': csv(headers.groups, ['2025-08-05T10:00:00+08:00,a1,g2,created']),
    });
    await expect(load(folder)).rejects.toThrow(
      'The raw logins of 2025-09-01 were removed by imbill retain, so the day cannot be measured again.',
    );
    await writeFiles(folder, { 'logs/logins/09.csv': texts.files['logs/logins/09.csv'] });
    await expect(load(folder)).rejects.toThrow(
      'logs/logins/late.csv: it has logins of 2025-08-05, and the raw logins of that month were removed by imbill retain.',
    );
    await expect(withdraw(folder, 'logs/logins/08.csv')).rejects.toThrow(
      'cannot be measured again',
    );
    await expect(loadAgain(folder, 'logs/logins/08.csv')).rejects.toThrow(
      'were removed by imbill retain',
    );
    const logins = (rows: unknown[][]) =>
      rows.filter(([, metric]) => metric === 'dau' || metric === 'mau');
    expect(logins(await countsOf(folder))).toEqual(logins(before));
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('keeps months that are not issued, and says so', async () => {
    const folder = await issuedWorkspace(texts, ['2025-08']);
    const dry = await retain(folder, { isDryRun: true }, '2026-01-15T00:00:00Z');
    expect(dry).toMatchObject({
      ...{ dry_run: true, erasure: null },
      removed: [{ month: '2025-08', segments: 2, rows: 3 }],
      not_removed: [
        { month: '2025-09', because: 'it was not issued; imbill run --month 2025-09 issues it' },
        { month: '2025-10', because: 'it was not issued; imbill run --month 2025-10 issues it' },
      ],
    });
    expect(
      await warehouseRows(folder, "select count(*) from audit where action = 'retain'"),
    ).toEqual([[0n]]);
    await retain(folder, {}, '2026-01-15T00:00:00Z');
    await expect(retain(folder, {}, '2026-01-15T00:00:00Z')).rejects.toThrow(
      'No raw rows can be removed yet:\n  2025-09, as it was not issued',
    );
    expect(await retain(folder, {}, '2025-09-15T00:00:00Z')).toMatchObject({
      erasure: null,
      rows: 0,
    });
    await run(folder, '2025-09');
  });

  it('is known after the ledger was exported and imported', async () => {
    const folder = await issued();
    await retain(folder, {}, '2025-11-15T00:00:00Z');
    const [exported, imported] = [join(await tempFolder(), 'x'), join(await tempFolder(), 'y')];
    const out = await imbill(['export', 'ledger', exported, '--with-lake'], { cwd: folder });
    expect([out.exitCode, out.stderr]).toEqual([0, '']);
    const back = await imbill(['import', 'ledger', exported, '--workspace', imported]);
    expect([back.exitCode, back.stderr]).toEqual([0, '']);
    expect((await verify(imported)).differences).toEqual([]);
  });

  it('has a file that came back named by the verification', async () => {
    const folder = await issued();
    const [path] = (
      await warehouseRows(folder, "select path from segments where source = 'logins' order by path")
    )[0]!;
    await retain(folder, {}, '2025-11-15T00:00:00Z');
    await writeFile(join(folder, String(path)), 'x');
    expect((await verify(folder)).differences).toMatchObject([
      { check: 'segments', where: path, expected: 'nothing', found: 'a file' },
    ]);
  });
});
