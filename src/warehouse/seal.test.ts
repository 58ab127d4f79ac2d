import { describe, expect, it } from 'vitest';
import { Database } from '../duckdb/duckdb.ts';
import { createTables } from './schema.ts';
import { brokenSeals, sealWarehouse } from './seal.ts';

async function sealed(): Promise<Database> {
  const database = await Database.open();
  await createTables(database);
  await database.run(`
    insert into loads (load_id, is_finished) values (1, true), (2, true);
    insert into monthly_users values ('a', '2026-09-01', 1), ('b', '2026-09-01', 2);`);
  await sealWarehouse(database);
  return database;
}

describe('brokenSeals', () => {
  it('finds nothing in what was sealed, in whatever order the rows lie', async () => {
    const database = await sealed();
    expect(await brokenSeals(database)).toEqual([]);
    await database.run(`delete from monthly_users where app_id = 'a';
      insert into monthly_users values ('a', '2026-09-01', 1)`);
    expect(await brokenSeals(database)).toEqual([]);
    database.close();
  });

  it.each([
    ['a value', "update monthly_users set quantity = 3 where app_id = 'b'"],
    ['two values that change places', 'update monthly_users set quantity = 3 - quantity'],
    ['a row that is there twice', "insert into monthly_users values ('b', '2026-09-01', 2)"],
    ['a row that is gone', "delete from monthly_users where app_id = 'a'"],
    ['a column', 'alter table monthly_users add column more integer'],
  ])('names the table of %s', async (_, sql) => {
    const database = await sealed();
    await database.run(sql);
    expect((await brokenSeals(database))?.map(({ table }) => table)).toEqual(['monthly_users']);
    database.close();
  });

  it('names a table that is gone, a new one, and a seal that is none', async () => {
    const database = await sealed();
    await database.run('drop table loads; create table other (id integer)');
    expect((await brokenSeals(database))?.map(({ table, found }) => [table, found])).toEqual([
      ['loads', 'nothing'],
      ['other', '0 rows, 0'],
    ]);
    await database.run("update meta set value = 'x' where key = 'seal'");
    expect(await brokenSeals(database)).toEqual([
      { table: 'meta', expected: 'a seal', found: 'x' },
    ]);
    await database.run("delete from meta where key = 'seal'");
    expect((await brokenSeals(database))?.[0]?.found).toBe('nothing');
    database.close();
  });

  it('has nothing to compare with where another DuckDB sealed', async () => {
    const database = await sealed();
    await database.run(
      "update meta set value = replace(value, version(), 'v0.0.1') where key = 'seal'",
    );
    expect(await brokenSeals(database)).toBeUndefined();
    database.close();
  });

  it('has nothing to compare with where a command did not end', async () => {
    const database = await sealed();
    await createTables(database);
    expect(await brokenSeals(database)).toBeUndefined();
    database.close();
  });
});
