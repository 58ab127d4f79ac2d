import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../duckdb/duckdb.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { openLocked } from './locked-database.ts';

let folder: string;
let locked: Database;

beforeAll(async () => {
  folder = await tempFolder();
  await mkdir(join(folder, 'lake/logins'), { recursive: true });
  await mkdir(join(folder, 'lake-beside'));
  const writer = await Database.open({ path: join(folder, 'analytics.duckdb'), threads: 1 });
  for (const file of ['lake/logins/a.parquet', 'secret.parquet', 'lake-beside/b.parquet']) {
    await writer.run(`copy (select '${file}' as name) to '${folder}/${file}'`);
  }
  await symlink(join(folder, 'secret.parquet'), join(folder, 'lake/link.parquet'));
  await writer.run('create table apps as select 7 as app_id');
  await writer.run(`set variable workspace = '${folder}'`);
  await writer.run(
    `create view logins as from read_parquet(coalesce(getvariable('workspace'), '/moved') || '/lake/logins/*.parquet')`,
  );
  await writer.run(`create view evil as from read_parquet('${folder}/secret.parquet')`);
  writer.close();
  locked = await openLocked({
    snapshot: join(folder, 'analytics.duckdb'),
    workspace: folder,
    lake: [join(folder, 'lake')],
    writableFile: join(folder, 'out.parquet'),
    memoryMegabytes: 256,
    threads: 1,
  });
});
afterAll(() => locked.close());

/** These are refused before, by what they name; the lock holds without that, too. */
describe('openLocked', () => {
  it('sees the relations of the snapshot, and views of the lake', async () => {
    expect(await locked.rows('from apps')).toEqual([{ app_id: 7n }]);
    expect(await locked.rows('from logins')).toEqual([{ name: 'lake/logins/a.parquet' }]);
  });

  it.each([
    "from read_parquet('FOLDER/secret.parquet')",
    "from read_parquet('FOLDER/lake/../secret.parquet')",
    "from read_parquet('FOLDER/lake-beside/b.parquet')",
    "from read_parquet('FOLDER/lake/link.parquet')",
    "from read_parquet('FOLDER/.imbill/lake/logins/*/../../../../secret.parquet')",
    "from read_parquet('FOLDER/.imbill/lake/logins/*/../../../../secre*.parquet')",
    "from read_parquet(['FOLDER/lake/logins/a.parquet', 'FOLDER/secret.parquet'])",
    'from evil',
    "from read_text('/etc/passwd')",
    "from '/etc/passwd.csv'",
    "from read_json('https://example.com/a.json')",
    "from glob('FOLDER/*')",
    "from query('from read_text(''/etc/passwd'')')",
    'from duckdb_secrets()',
    "copy apps to 'FOLDER/x.csv'",
    "copy apps to 'FOLDER/out.parquet.csv'",
    "copy apps from 'FOLDER/x.csv'",
    "export database 'FOLDER/x'",
    "import database 'FOLDER/x'",
    "attach 'FOLDER/x.duckdb' as x",
  ])('cannot reach what is outside: %j', async (sql) => {
    await expect(locked.run(sql.replaceAll('FOLDER', folder))).rejects.toThrow(
      /^Permission Error: Cannot access (file|directory) "[^"]+" - file system operations are disabled/,
    );
  });

  it.each([
    'set enable_external_access = true',
    "set allowed_directories = ['/']",
    "set allowed_paths = ['/etc/passwd']",
    'set lock_configuration = false',
    'reset lock_configuration',
    "set temp_directory = '/'",
    "set memory_limit = '100GB'",
    "set home_directory = '/'",
    "pragma memory_limit = '100GB'",
  ])('keeps its settings: %j', async (sql) => {
    await expect(locked.run(sql)).rejects.toThrow('the configuration has been locked');
  });

  it.each([
    'insert into apps values (1)',
    'drop table apps',
    'create table x (a int)',
    'delete from apps',
  ])('changes nothing: %j', async (sql) => {
    await expect(locked.run(sql)).rejects.toThrow('attached in read-only mode');
  });

  it.each(['install httpfs', 'load httpfs', "load 'FOLDER/x.duckdb_extension'"])(
    'takes no extension: %j',
    async (sql) => {
      await expect(locked.run(sql.replaceAll('FOLDER', folder))).rejects.toThrow(/disabled/);
    },
  );

  it('writes the one file that it may', async () => {
    const file = join(folder, 'out.parquet');
    await locked.run(`copy apps to '${file}' (format parquet, use_tmp_file false)`);
    const reader = await Database.open({ threads: 1 });
    expect(await reader.rows(`from '${file}'`)).toEqual([{ app_id: 7n }]);
    reader.close();
  });
});
