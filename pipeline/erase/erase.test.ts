import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { verify, warehouseRows } from '../../src/testing/jobs.ts';
import { csv, defaultSettings } from '../../src/testing/write-workspace.ts';

const user = 'u-4711"x';

const header = 'time,app_id,user_id,result,platform,client_ip,note';
const texts = {
  settings: `${defaultSettings}rejects: { max_share: 0.5 }\n`,
  customers: ['acme,Acme,a1', 'beta,Beta,b1'],
  purchases: ['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-01,1'],
  files: {
    'logs/logins/1.csv': csv(header, [
      '2026-09-03T10:00:00+08:00,a1,"u-4711""x",success,ios,10.1.2.3,"{""uid"":""u-4711\\""x""}"',
      '2026-09-03T11:00:00+08:00,a1,"u-4711""x",success,android,10.1.2.3,',
      '2026-09-03T11:00:00+08:00,a1,u2,success,android,10.1.2.4,"invited by u-4711""x,u-4711""x"',
      '2026-09-03T11:00:00+08:00,b1,"u-4711""x",success,web,10.1.2.5,same',
      '2026-09-04T11:00:00+08:00,a1,u2,success,android,10.1.2.4,',
      'never,a1,"u-4711""x",success,ios,10.1.2.3,',
      '2026-09-04T10:00:00+08:00,a1,"u-4711""x",success,ios,10.1.2.3,,one,too many',
    ]),
    'logs/logins/2.csv': csv(header, [
      '2026-09-05T10:00:00+08:00,a1,"u-4711""x",success,ios,10.1.2.3,',
      '2026-09-05T10:00:00+08:00,a1,u3,"bad password of u-4711""x",ios,10.1.2.9,',
    ]),
  },
};

const eraseArgs = ['erase', '--app', 'a1', '--user', user, '--reason', 'request 17', '--json'];

describe('erase', () => {
  it('takes the id out of every file of .imbill, and changes no count, document or proof', async () => {
    const folder = await issuedWorkspace(texts);
    const before = await said(folder);
    const { exitCode, stdout } = await imbill(eraseArgs, { cwd: folder });
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([
      0,
      {
        erasure: 1,
        app_id: 'a1',
        rows: 3,
        segments: 2,
        texts: 1,
        months: ['2026-09'],
        delivered_files: ['logs/logins/1.csv', 'logs/logins/2.csv'],
      },
    ]);
    expect(await said(folder)).toEqual(before);
    const { differences, rows_erased } = await verify(folder);
    expect(differences).toEqual([]);
    expect(rows_erased).toMatchObject([
      { erasure: 1, action: 'erase', reason: 'request 17', from: '2026-09-03', to: '2026-09-05' },
    ]);
    // The user of the other app is another user.
    expect(await valuesWith(folder, user)).toEqual([['b1', user]]);
    const tables = await warehouseRows(
      folder,
      'select value from rejects union all select reason from refused_files order by all',
    );
    expect(tables.flat().filter((text) => String(text).includes('u-4711'))).toEqual([]);
    expect(
      await warehouseRows(folder, "select subject, reason from audit where action = 'erase'"),
    ).toEqual([['erasure 1', 'request 17']]);
    await imbill(['erase', '--app', 'b1', '--user', user, '--reason', 'request 18'], {
      cwd: folder,
    });
    expect(await filesWith(folder, 'u-4711')).toEqual(['logs/logins/1.csv', 'logs/logins/2.csv']);
    expect(await valuesWith(folder, user)).toEqual([]);
    expect((await verify(folder)).differences).toEqual([]);
  });
});

/** What commands say of an issued month, without times. */
async function said(folder: string): Promise<string[]> {
  const commands = [
    ['preview', '--month', '2026-09'],
    ['invoice', 'regenerate', '--month', '2026-09', '--from-raw'],
    ['invoice', 'explain', 'INV-2026-000001'],
    ['sql', 'select app_id, usage_date, metric, value from daily_values order by all'],
    [
      'sql',
      'select app_id, usage_date, count(*), count(distinct user_id) from logins group by all order by all',
    ],
  ];
  const answers: string[] = [];
  for (const command of commands) {
    const { exitCode, stdout, stderr } = await imbill([...command, '--json'], { cwd: folder });
    answers.push(`${command.join(' ')}: ${exitCode} ${stdout}${exitCode === 0 ? '' : stderr}`);
  }
  return answers;
}

/** Lists app and value of rows of the lake with a text in any column. */
async function valuesWith(folder: string, text: string): Promise<string[][]> {
  const database = await Database.open();
  try {
    const rows = await database.rows<{ app_id: string; user_id: string; all: string }>(
      `select app_id, user_id, cast(to_json(lake) as varchar) as "all" from read_parquet('${folder}/.imbill/lake/**/*.parquet') as lake`,
    );
    const json = JSON.stringify(text).slice(1, -1);
    return rows
      .filter(({ all }) => all.includes(json))
      .map(({ app_id, user_id }) => [app_id, user_id]);
  } finally {
    database.close();
  }
}

/** Lists files of a workspace whose bytes hold a text, in UTF-8 or UTF-16. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le')))
      found.push(relative(folder, join(entry.parentPath, entry.name)));
  }
  return found;
}
