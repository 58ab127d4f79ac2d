import { createHmac } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { load, run, verify, warehouseRows } from '../../src/testing/jobs.ts';
import {
  csv,
  defaultSettings,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const hashing = defaultSettings.replace('logins/**/*" }', 'logins/**/*", user_ids: hmac }');
const header = 'time,app_id,user_id,result,note';
const purchases = ['o1,a1,pro,2026-09-01,1', 'o2,a1,pro,2026-08-01,1'];
const ids = ['u-1', "o'neil", 'u "2"', 'é', 'e\u0301', '%', '../x', '用户', '😀', 'x'.repeat(300)];

/** Logins of all ids on one day, as a CSV file. */
const loginsOf = (day: string, users: readonly string[]) =>
  csv(
    header,
    users.map(
      (id) =>
        `${day}T10:00:00+08:00,a1,"${id.replaceAll('"', '""')}",success,"by ${id.replaceAll('"', '""')}"`,
    ),
  );

const usersOf = async (folder: string) => {
  const { stdout } = await imbill(
    ['sql', 'select usage_date, user_id, extra from logins order by all', '--json'],
    { cwd: folder },
  );
  return (JSON.parse(stdout) as { rows: Record<string, string>[] }).rows;
};

const keyFiles = async (folder: string) =>
  (await readdir(join(folder, '.imbill/keys'), { recursive: true }))
    .filter((name) => name.endsWith('.key'))
    .sort();

describe('user_ids: hmac', () => {
  it('stores the HMAC-SHA-256 of each id by a key of the app and month, in files only the owner reads', async () => {
    const folder = await writeWorkspace({
      settings: `timezone: Asia/Shanghai\n${hashing}`,
      purchases,
      files: {
        'logs/logins/1.csv': loginsOf('2026-08-31', ids),
        'logs/logins/2.csv': loginsOf('2026-09-01', ids),
      },
    });
    await load(folder);
    expect(await keyFiles(folder)).toEqual(['2026-08/a1.key', '2026-09/a1.key']);
    const stored: string[] = [];
    for (const [month, day] of [
      ['2026-08', '2026-08-31'],
      ['2026-09', '2026-09-01'],
    ] as const) {
      const path = join(folder, '.imbill/keys', month, 'a1.key');
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
      expect(key.length).toBe(32);
      const hashes = ids.map((id) => createHmac('sha256', key).update(id).digest('hex'));
      stored.push(...hashes.sort().map((hash) => `${day} ${hash}`));
    }
    expect((await stat(join(folder, '.imbill/keys'))).mode & 0o777).toBe(0o700);
    const rows = await usersOf(folder);
    expect(rows.map(({ usage_date, user_id }) => `${usage_date} ${user_id}`)).toEqual(stored);
    expect(rows.filter(({ extra }) => extra !== null)).toEqual([]);
  });

  it('counts and proves what it counts with ids, also late files of the month', async () => {
    const texts = {
      purchases,
      files: {
        'logs/logins/1.csv': loginsOf('2026-09-01', ids),
        'logs/logins/2.ndjson': '{"time":"2026-09-02T10:00:00Z","app_id":"a1","user_id":"u-1"}\n',
        'logs/logins/3.parquet': loginsOf('2026-09-03', ids.slice(0, 3)),
      },
    };
    const [plain, hashed] = [
      await writeWorkspace(texts),
      await writeWorkspace({ ...texts, settings: hashing }),
    ];
    const late = { 'logs/logins/4.csv': loginsOf('2026-09-04', ['u-1', 'new']) };
    const counts: unknown[] = [];
    for (const folder of [plain, hashed]) {
      await run(folder, '2026-09');
      await writeFiles(folder, late);
      await load(folder);
      counts.push([
        await warehouseRows(
          folder,
          'select app_id, metric, usage_date, quantity from daily_usage order by all',
        ),
        await warehouseRows(folder, 'select app_id, quantity from monthly_users order by all'),
      ]);
    }
    expect(counts[1]).toEqual(counts[0]);
    expect((await verify(hashed)).differences).toEqual([]);
    for (const from of ['--from-raw', '--from-files']) {
      const { exitCode, stdout } = await imbill(
        ['invoice', 'regenerate', '--month', '2026-09', from, '--json'],
        { cwd: hashed },
      );
      expect([exitCode, JSON.parse(stdout)]).toMatchObject([
        0,
        { documents: [{ differences: [] }] },
      ]);
    }
  });

  it('keeps no text of rejected lines', async () => {
    const folder = await writeWorkspace({
      settings: `${hashing}rejects: { max_share: 1 }\n`,
      files: {
        'logs/logins/1.csv': `${loginsOf('2026-09-01', ids)}u-77,a1,u-77,success,\nu-77,u-77\n`,
      },
    });
    await load(folder);
    expect(
      await warehouseRows(folder, 'select column_name, value from rejects order by all'),
    ).toEqual([
      ['', ''],
      ['time', ''],
    ]);
  });

  it.each([
    ['is missing', (path: string) => rm(path)],
    ['was altered', (path: string) => writeFile(path, `${'0'.repeat(64)}\n`)],
    ['was altered', (path: string) => writeFile(path, 'x')],
  ])('refuses a file whose key %s, and makes no other', async (seen, spoil) => {
    const folder = await writeWorkspace({
      settings: hashing,
      files: { 'logs/logins/1.csv': loginsOf('2026-09-01', ['u-1']) },
    });
    await load(folder);
    await spoil(join(folder, '.imbill/keys/2026-09/a1.key'));
    await writeFiles(folder, { 'logs/logins/2.csv': loginsOf('2026-09-02', ['u-1']) });
    await expect(load(folder)).rejects.toThrow(
      `The key .imbill/keys/2026-09/a1.key of app a1 for 2026-09 ${seen}. With another key, users of the month would count twice.`,
    );
    expect(await warehouseRows(folder, 'select path from batches')).toEqual([
      ['logs/logins/1.csv'],
    ]);
  });

  it('begins with the next month without rows, so that nobody counts twice in a month', async () => {
    const folder = await writeWorkspace({
      files: { 'logs/logins/1.csv': loginsOf('2026-09-01', ['u-1']) },
    });
    await load(folder);
    await writeFiles(folder, {
      'imbill.yaml': hashing,
      'logs/logins/2.csv': loginsOf('2026-09-02', ['u-1']),
      'logs/logins/3.csv': loginsOf('2026-10-01', ['u-1']),
    });
    expect((await load(folder)).user_ids_kept).toEqual(['2026-09']);
    const users = await usersOf(folder);
    expect(users.map(({ user_id }) => user_id!.length)).toEqual([3, 3, 64]);
    await writeFiles(folder, {
      'imbill.yaml': defaultSettings,
      'logs/logins/4.csv': loginsOf('2026-10-02', ['u-1']),
    });
    await load(folder);
    const [, , first, second] = await usersOf(folder);
    expect(second!['user_id']).toBe(first!['user_id']);
  });

  it('is one setting of all sources of logins, and of no other', async () => {
    const twoWays = 'sources:\n  logins: [{ files: "a/*", user_ids: hmac }, { files: "b/*" }]\n';
    const folder = await writeWorkspace({ settings: twoWays });
    await expect(load(folder)).rejects.toThrow(
      'accepted: the same user_ids in all sources of logins',
    );
    const other = await writeWorkspace({
      settings: 'sources:\n  groups: { files: "a/*", user_ids: hmac }\n',
    });
    await expect(load(other)).rejects.toThrow('accepted: only in sources of logins');
  });
});
