import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { Database } from '../duckdb/duckdb.ts';
import { currentSql } from '../duckdb/sql-files.ts';
import { kindTable, sourceKinds } from './source-kinds.ts';

/** Columns of a relation: name → SQL type in lower case. */
async function columnsOf(database: Database, query: string): Promise<Record<string, string>> {
  const rows = await database.rows<{ column_name: string; column_type: string }>(
    `describe ${query}`,
  );
  return Object.fromEntries(
    rows.map(({ column_name, column_type }) => [
      column_name,
      column_type.toLowerCase().replace(',', ', '),
    ]),
  );
}

/** A database with the variables and macros that the staging queries read, and a file without lines. */
async function stagingDatabase(delivered: readonly string[]): Promise<Database> {
  const database = await Database.open({ threads: 1 });
  const texts = [...delivered, 'extra'].map((name) => `cast(null as varchar) as ${name}`);
  await database.run(`set variable billing_zone = 'UTC'; set variable billing_offset_minutes = 0;
    set variable slot_seconds = 300; set variable accepted_until = timestamp '2100-01-01';
    set variable success_words = cast([] as varchar[]); set variable empty_ids = cast([] as varchar[]);
    set variable empty_id_lengths = cast([] as bigint[]); set variable is_free_of_blanks = false;
    set variable source_zone = null; set variable source_offset_minutes = null;
    set variable source_change_days = cast([] as date[]);
    set variable source_missing_times = cast([] as struct(since timestamp, until timestamp)[]);
    set variable source_repeated_times = cast([] as struct(since timestamp, until timestamp)[]);
    set variable samples = null; set variable metric_names = ['dau']`);
  await database.run(currentSql().macros);
  await database.run(`create view delivered_lines as
    select cast(null as bigint) as line_number, ${texts.join(', ')}, no_problem() as line_problem, false as is_ignored
    where false`);
  return database;
}

describe.each(sourceKinds)('the kind %s', (kind) => {
  const { delivered, stored, unmeasured, needsOneOf } = kindTable[kind];
  const names = delivered.map(({ name }) => name);

  it('stores the columns that sql/staging/checked_* gives, in their order', async () => {
    const database = await stagingDatabase(names);
    const query = `select * exclude (problem, is_ignored) from (${currentSql().text('staging', `checked_${kind}`)})`;
    expect(Object.entries(await columnsOf(database, query))).toEqual(Object.entries(stored));
    database.close();
  });

  it('has all columns that sql/staging/stg_* reads of its segments', async () => {
    const database = await Database.open({ threads: 1 });
    const columns = Object.entries(stored).map(([name, type]) => `${name} ${type}`);
    await database.run(`create table lake_${kind} (${columns.join(', ')})`);
    for (const statement of currentSql().viewStatements([`stg_${kind}`], []))
      await database.run(statement);
    expect(await database.rows(`select * from stg_${kind}`)).toEqual([]);
    database.close();
  });

  it('leaves out only what it stores and none of its metrics reads', async () => {
    expect(Object.keys(stored)).toEqual(expect.arrayContaining([...unmeasured]));
    expect(names).toEqual(expect.arrayContaining([...needsOneOf]));
  });
});

describe('sourceKinds', () => {
  it('are those that sql/staging has queries for', () => {
    const files = readdirSync(join(packageRoot(), 'sql/staging'));
    const checked = files.flatMap((file) => /^checked_(\w+)\.sql$/.exec(file)?.[1] ?? []);
    expect(checked.sort()).toEqual([...sourceKinds].sort());
  });
});
