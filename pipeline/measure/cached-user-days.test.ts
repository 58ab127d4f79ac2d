import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { Database, quoted } from '../../src/duckdb/duckdb.ts';
import { run, warehouseRows, withdraw } from '../../src/testing/jobs.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const login = (day: string, user: string) => `2026-09-${day}T12:00:00+08:00,a1,${user}`;
const files = {
  'logs/logins/1.csv': csv(headers.logins, [login('01', 'u'), login('02', 'u'), login('02', 'v')]),
  'logs/logins/2.csv': csv(headers.logins, [login('02', 'v'), login('03', 'w')]),
  'logs/logins/3.csv': csv(headers.logins, [login('01', 'w'), login('30', 'x')]),
};
type Name = keyof typeof files;

/** Files that are delivered and counted one after the other. */
async function countedOneByOne(...names: Name[]): Promise<string> {
  const folder = await writeWorkspace();
  for (const name of names) {
    await writeFiles(folder, { [name]: files[name] });
    await run(folder, '2026-09');
  }
  return folder;
}

const counts = (folder: string) =>
  warehouseRows(
    folder,
    `select metric || ' ' || usage_date, cast(quantity as integer) from daily_usage
     union all select 'mau', quantity from monthly_users order by all`,
  );

const all = [
  ['dau 2026-09-01', 2n],
  ['dau 2026-09-02', 2n],
  ['dau 2026-09-03', 1n],
  ['dau 2026-09-30', 1n],
  ['mau', 4n],
];

const kept = (folder: string, name: string) =>
  join(folder, '.imbill/counted/cached_user_days/2026-09', name);

/** Adds a user to what was kept; the note's hash is made to agree, or not. */
async function addUser(folder: string, { isNoted }: { isNoted: boolean }): Promise<void> {
  const path = kept(folder, '0.parquet');
  const before = sha256Of(await readFile(path));
  const database = await Database.open();
  await database.run(`create table users as from ${quoted(path)}`);
  await database.run("insert into users values ('a1', '2026-09-01', 'other', 4, 4)");
  await database.run(`copy users to ${quoted(path)} (format parquet)`);
  database.close();
  if (!isNoted) return;
  const after = sha256Of(await readFile(path));
  const note = await readFile(kept(folder, 'counted-from.json'), 'utf8');
  await writeFile(kept(folder, 'counted-from.json'), note.replace(before, after));
}

describe('counting a month again', () => {
  it('comes to the same however the files came', async () => {
    const once = await writeWorkspace({ files });
    await run(once, '2026-09');
    expect(await counts(once)).toEqual(all);
    const folder = await countedOneByOne(
      'logs/logins/3.csv',
      'logs/logins/1.csv',
      'logs/logins/2.csv',
    );
    expect(await counts(folder)).toEqual(all);
  });

  it('goes on from what was kept, and reads only what came since', async () => {
    const folder = await countedOneByOne('logs/logins/1.csv', 'logs/logins/2.csv');
    await addUser(folder, { isNoted: true });
    await writeFiles(folder, { 'logs/logins/3.csv': files['logs/logins/3.csv'] });
    await run(folder, '2026-09');
    expect(await counts(folder)).toEqual([
      ...all.slice(0, 2),
      ['dau 2026-09-03', 2n],
      ['dau 2026-09-30', 1n],
      ['mau', 5n],
    ]);
  });

  it.each<[string, (folder: string) => Promise<unknown>]>([
    ['is not what was written', (folder) => addUser(folder, { isNoted: false })],
    ['is gone', (folder) => rm(kept(folder, '0.parquet'))],
    ['has no note', (folder) => rm(kept(folder, 'counted-from.json'))],
    ['has a note that is cut short', (folder) => cutShort(kept(folder, 'counted-from.json'))],
    ['was removed', (folder) => rm(join(folder, '.imbill/counted'), { recursive: true })],
  ])('counts all segments where what was kept %s', async (_, damage) => {
    const folder = await countedOneByOne('logs/logins/1.csv', 'logs/logins/2.csv');
    await damage(folder);
    await writeFiles(folder, { 'logs/logins/3.csv': files['logs/logins/3.csv'] });
    await run(folder, '2026-09');
    expect(await counts(folder)).toEqual(all);
  });

  it('counts all that is left where a file was withdrawn', async () => {
    const folder = await countedOneByOne(
      'logs/logins/1.csv',
      'logs/logins/2.csv',
      'logs/logins/3.csv',
    );
    await withdraw(folder, 'logs/logins/2.csv');
    await run(folder, '2026-09');
    expect(await counts(folder)).toEqual([
      ['dau 2026-09-01', 2n],
      ['dau 2026-09-02', 2n],
      ['dau 2026-09-30', 1n],
      ['mau', 4n],
    ]);
    await withdraw(folder, 'logs/logins/2.csv', 'restore');
    await run(folder, '2026-09');
    expect(await counts(folder)).toEqual(all);
  });
});

async function cutShort(path: string): Promise<void> {
  await writeFile(path, (await readFile(path, 'utf8')).slice(0, 40));
}
