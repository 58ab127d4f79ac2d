import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import {
  erase,
  load,
  loadAgain,
  measureMonths,
  run,
  verify,
  warehouseRows,
} from '../../src/testing/jobs.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import {
  csv,
  defaultSettings,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

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
        kept_in: [],
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

  it('refuses what is empty, unknown or names the user, and changes nothing', async () => {
    const folder = await issuedWorkspace(texts);
    const cases: [string[], number, string][] = [
      [['--user', ''], 2, '--user is empty.'],
      [['--reason', ' '], 2, '--reason is empty.'],
      [['--reason', `as ${user} asked`], 2, 'The reason holds the id of the user'],
      [['--user', 'u-471'], 4, 'Nothing in this workspace holds this user of app a1.'],
      [['--app', 'c1', '--user', 'u2'], 4, 'Nothing in this workspace holds this user of app c1.'],
    ];
    for (const [options, exitCode, message] of cases) {
      const given = ['--app', 'a1', '--user', user, '--reason', 'r', ...options];
      const refused = await imbill(['erase', ...given], { cwd: folder });
      expect([refused.exitCode, refused.stderr]).toEqual([
        exitCode,
        expect.stringContaining(message),
      ]);
    }
    expect(
      await warehouseRows(folder, "select count(*) from audit where action = 'erase'"),
    ).toEqual([[0n]]);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('refuses while a segment of the user is altered, as the new one would hide that', async () => {
    const folder = await issuedWorkspace(texts);
    const [[path]] = (await warehouseRows(
      folder,
      "select path from segments where usage_date = '2026-09-05'",
    )) as [[string]];
    await imbill(['erase', '--app', 'a1', '--user', 'u3', '--reason', 'r'], { cwd: folder });
    expect((await readdir(join(folder, dirname(path)))).length).toBe(1);
    const [[now]] = (await warehouseRows(
      folder,
      "select path from segments where usage_date = '2026-09-05'",
    )) as [[string]];
    await warehouseRows(
      folder,
      `copy (select * replace (10 as line_number) from read_parquet('${folder}/${now}')) to '${folder}/${now}' (format parquet)`,
    );
    await expect(erase(folder, { appId: 'a1', userId: user, reason: 'r' })).rejects.toThrow(
      `The user cannot be erased: segments of the lake were altered.\n  ${now}\n`,
    );
  });

  it('refuses a file that would bring the user back, and takes it with the token', async () => {
    const folder = await issuedWorkspace(texts);
    const counts = 'select * from daily_usage order by all';
    const before = await warehouseRows(folder, counts);
    const { token } = await erase(folder, { appId: 'a1', userId: user, reason: 'r' });
    await expect(loadAgain(folder, 'logs/logins/2.csv')).rejects.toThrow(
      'logs/logins/2.csv: a user was erased from its rows, and it would bring the user back',
    );
    const [one, two] = Object.values(texts.files);
    await writeFiles(folder, {
      'logs/logins/2.csv': `${two}2026-09-06T10:00:00+08:00,a1,u3,success,ios,10.1.2.9,\n`,
    });
    await expect(load(folder)).rejects.toThrow('it would bring the user back');
    const inCsv = user.replaceAll('"', '""');
    await writeFiles(folder, {
      'logs/logins/1.csv': one!.replaceAll(`a1,"${inCsv}"`, `a1,${token}`),
      'logs/logins/2.csv': two!.replaceAll(`"${inCsv}"`, token),
    });
    expect((await load(folder)).changed).toEqual(['logs/logins/1.csv', 'logs/logins/2.csv']);
    expect(await warehouseRows(folder, counts)).toEqual(before);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('is proved after the ledger was exported and imported', async () => {
    const folder = await issuedWorkspace(texts);
    await erase(folder, { appId: 'a1', userId: user, reason: 'r' });
    await erase(folder, { appId: 'b1', userId: user, reason: 's' });
    const [exported, imported] = [join(await tempFolder(), 'x'), join(await tempFolder(), 'y')];
    await imbill(['export', 'ledger', exported, '--with-lake'], { cwd: folder });
    await imbill(['import', 'ledger', exported, '--workspace', imported]);
    expect(await verify(imported)).toMatchObject({
      differences: [],
      rows_erased: [{ erasure: 1 }, { erasure: 2 }],
    });
    expect(await filesWith(exported, 'u-4711')).toEqual([]);
    await alterRow(imported, "update erased_segments set sha256 = 'x' where erasure = 1");
    const { differences } = await verify(imported);
    expect(differences.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['erasures', 'batches']),
    );
  });

  it.each([
    ['plain', ''],
    ['hmac', ', user_ids: hmac'],
  ])('finds ids of any characters, each alone (%s)', async (_, setting) => {
    const ids = ["o'neil", 'a.*b', '%', 'e\u0301', 'é', '😀 two', '1', '11', 'x'.repeat(300)];
    const inCsv = (id: string) => `"${id.replaceAll('"', '""')}"`;
    const folder = await writeWorkspace({
      settings: `timezone: America/New_York\n${defaultSettings.replace('logins/**/*"', `logins/**/*"${setting}`)}`,
      purchases: ['o1,a1,pro,2026-09-01,1'],
      files: {
        'logs/logins/1.csv': csv(
          'time,app_id,user_id,note',
          ids.map((id) => `2026-09-03T03:59:59Z,a1,${inCsv(id)},${inCsv(`by ${id}`)}`),
        ),
        'logs/logins/2.csv': csv(
          'time,app_id,user_id',
          [...ids, 'other'].map((id) => `2026-10-01T03:00:00Z,a1,${inCsv(id)}`),
        ),
        'logs/logins/3.csv': csv(
          'time,app_id,user_id',
          ids.map((id) => `2026-10-01T04:00:00Z,a1,${inCsv(id)}`),
        ),
      },
    });
    await run(folder, '2026-09');
    await measureMonths(folder, ['2026-10']);
    const counts = `select app_id, usage_date, metric, quantity from daily_usage
      union all select app_id, usage_month, 'mau', quantity from monthly_users order by all`;
    const before = await warehouseRows(folder, counts);
    const stored = async () => new Set((await loginsOf(folder)).map(([, id]) => id));
    const known = await stored();
    const erased = setting === '' ? ids.slice(0, 8) : ids.slice(-2);
    for (const [index, userId] of erased.entries()) {
      const { rows, months } = await erase(folder, { appId: 'a1', userId, reason: 'because' });
      expect([userId, rows, months]).toEqual([userId, 3, ['2026-09', '2026-10']]);
      const now = await stored();
      const left = setting === '' ? ids.length - index : 2 * (ids.length - index) + 1;
      expect([...now].filter((id) => known.has(id)).length).toBe(setting === '' ? left : left - 2);
      expect(now.size).toBe(known.size);
    }
    const notes = (await loginsOf(folder)).filter(([, , extra]) => extra !== null);
    expect(notes.length).toBe(setting === '' ? 1 : 0);
    expect(await warehouseRows(folder, counts)).toEqual(before);
    expect(await measuredAgain(folder, counts)).toEqual(before);
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

/** Reads day, id and further columns of the stored logins. */
async function loginsOf(folder: string): Promise<(string | null)[][]> {
  const database = await Database.open();
  try {
    const rows = await database.rows<
      Record<'usage_date' | 'user_id', string> & { extra: string | null }
    >(
      `select usage_date, user_id, extra from read_parquet('${folder}/.imbill/lake/logins/**/*.parquet')`,
    );
    return rows.map(({ usage_date, user_id, extra }) => [usage_date, user_id, extra]);
  } finally {
    database.close();
  }
}

/** Measures all months anew, from the segments of now. */
async function measuredAgain(folder: string, counts: string) {
  await alterRow(
    folder,
    'delete from measured_days; delete from daily_usage; delete from monthly_users',
  );
  await measureMonths(folder, ['2026-09', '2026-10']);
  return warehouseRows(folder, counts);
}

async function alterRow(folder: string, sql: string): Promise<void> {
  const database = await Database.open({ path: join(folder, '.imbill/warehouse.duckdb') });
  await database.run(sql);
  database.close();
}
