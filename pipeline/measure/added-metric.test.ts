import { spawnSync } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { textsBelow } from '../../src/testing/reports.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { defaultSources, writeWorkspace } from '../../src/testing/write-workspace.ts';

const repository = join(import.meta.dirname, '..', '..');
let mainPath: string;
let folder: string;

/** Adds the metric of docs/extend.md to a copy of the package, by its two steps alone, and bills it. */
beforeAll(async () => {
  const docs = await readFile(join(repository, 'docs', 'extend.md'), 'utf8');
  const [, section = ''] = docs.split(/^## A metric$/m);
  const [sql = '', entry = '', charge = ''] = [
    ...section.matchAll(/```(?:sql|yaml)\n([^`]*)```/g),
  ].map(([, text]) => text!);
  const copy = await tempFolder();
  const built = join(inject('mainPath'), '..', '..', '..');
  for (const name of ['package.json', 'dist', 'sql', 'prices', 'reports'])
    await cp(join(built, name), join(copy, name), { recursive: true });
  await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'), 'junction');
  await writeFile(join(copy, 'sql/metrics/login_failures.sql'), sql);
  const models = join(copy, 'sql/models.yml');
  const text = await readFile(models, 'utf8');
  await writeFile(models, text.replace('\n# shortcuts/', `\n${entry}\n# shortcuts/`));
  mainPath = join(copy, 'dist/pipeline/start.cjs');
  const priced = charge
    .replace('"100"', '"1"')
    .replace(/title: .*/, 'title: { en: Attempts, zh: 尝试 }');
  folder = await writeWorkspace({
    settings: `price_list: own\n${defaultSources}`,
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: {
      'prices/own.yaml': `list: own\nfrom: 2026-01-01\nsource: Test\nbased_on: { list: tencent-im, on: 2026-09-01 }\n${priced}`,
      'logs/logins/one.csv':
        'time,app_id,user_id,result\n2026-09-01T10:00:00+08:00,a1,u1,failed\n2026-09-02T10:00:00+08:00,a1,u1,\n2026-09-02T11:00:00+08:00,a1,u2,failed\n2026-09-02T12:00:00+08:00,a1,u2,failed\n',
      'logs/logins/two.csv':
        'time,app_id,user_id,result\n2026-09-02T13:00:00+08:00,a1,u3,failed\n2026-09-02T14:00:00+08:00,a1,u4,\n',
      'logs/groups/all.csv':
        'time,app_id,group_id,event\n2026-09-02T10:00:00+08:00,a1,g1,created\n',
    },
  });
  imbill('run', '--month', '2026-09');
}, 120_000);

function imbill(...args: string[]): string {
  const all = [mainPath, ...args, '--workspace', folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
  expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
  return stdout;
}

describe('the metric that docs/extend.md adds', () => {
  it('is measured, priced and explained in its unit', () => {
    const { lines } = JSON.parse(imbill('invoice', 'show', 'INV-2026-000001', '--json'));
    const line = lines.find(({ sku }: { sku: string }) => sku === 'login-failures');
    expect(line).toMatchObject({
      usage: '4',
      unit: 'failed logins',
      quantity: '3',
      amount: '0.05',
    });
    expect(line.explanation).toEqual({
      en: 'Daily values of 2 days with usage add up to 4 failed logins − 1 included = 3 → 3 × 0.015 = 0.045 → rounded half up 0.05',
      zh: '有用量的 2 天日用量合计 4 次登录失败，减去免费额度 1 次登录失败后为 3 次登录失败，3 × 0.015 = 0.045 → 四舍五入为 0.05',
    });
  });

  it('is proved with the lines of the files that it counts', () => {
    const explained = JSON.parse(
      imbill(
        'invoice',
        'explain',
        'INV-2026-000001',
        '--line',
        'login-failures',
        '--rows',
        '--json',
      ),
    );
    expect(explained.lines[0]).toMatchObject({ metric: 'login_failures', quantity_now: '4' });
    const [one, two] = ['logs/logins/one.csv', 'logs/logins/two.csv'];
    expect(explained.lines[0].evidence).toEqual({
      files: [
        { file: one, lines: '2', users: '1' },
        { file: two, lines: '1', users: '1' },
      ],
      nodes: [],
      missing: [],
      rows_in_all: '3',
      rows: [
        { file: one, line: '4', time: '2026-09-02T03:00:00Z', what: 'u2' },
        { file: one, line: '5', time: '2026-09-02T04:00:00Z', what: 'u2' },
        { file: two, line: '2', time: '2026-09-02T05:00:00Z', what: 'u3' },
      ],
    });
  });

  it('is shown with its title and unit on documents, pages and exports', async () => {
    imbill('report', '--html', '--out', join(folder, 'pages'));
    for (const name of ['out', 'pages']) {
      const texts = Object.values(await textsBelow(join(folder, name))).join('\n');
      // The charge has another title: these are of the charts.
      expect(texts).toContain('Failed logins');
      expect(texts).toContain('登录失败次数');
    }
    const { rows } = JSON.parse(
      imbill(
        'sql',
        "select metric, sum_quantity from monthly_usage where metric = 'login_failures'",
        '--json',
      ),
    );
    expect(rows).toEqual([{ metric: 'login_failures', sum_quantity: '4.000000000' }]);
    expect(imbill('export', 'usage')).toContain(
      'login_failures,failed logins,3,3,1,false,2026-09-02',
    );
  });
});
