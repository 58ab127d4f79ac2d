import { readdir } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { LoadOptions, LoadResult } from '../../src/jobs/load.ts';
import { verifyTables } from '../../src/ledger/verify/verify-tables.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import { type FakeEngine, type FakeTable, fakeEngine } from '../../src/spark/testing/fake-table.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';
import { closeWarehouse, openWarehouse } from '../../src/warehouse/open-warehouse.ts';
import { readSettings } from '../../src/workspace/settings.ts';
import { type Workspace, workspaceAt } from '../../src/workspace/workspace.ts';
import type { Effects } from '../effects/effects.ts';
import { load } from './load.ts';

let workspace: Workspace;
let fake: FakeEngine;

const settings = (entry = 'logins: { table: im.logins }', more = '') => `timezone: Asia/Shanghai
sources: { ${entry} }
engine: { spark: { remote: "sc://spark:15002", shared: /mnt } }
${more}`;

const path = 'table://im.logins';
const twoDays: FakeTable['accepted'] = [
  ['2026-09-03', 'u1'],
  ['2026-09-03', 'u2'],
  ['2026-09-04', 'u1'],
];
const emptyUser = {
  ...{ column: 'user_id', value: '', reason: 'is empty' },
  row: '{"time":"2026-09-03T01:00:00Z","app_id":"a1","user_id":null}',
};

async function prepare(table: FakeTable, text = settings()): Promise<void> {
  workspace = workspaceAt(await writeWorkspace({ settings: text }));
  fake = fakeEngine(workspace.scratch, table);
}

async function withEffects<T>(
  work: (effects: Effects) => Promise<T>,
  spark: SparkEngine | undefined = fake.engine,
): Promise<T> {
  const opener = { command: 'imbill test', startedAt: '2026-10-01T00:00:00Z' };
  const warehouse = await openWarehouse(workspace, opener, { threads: 1 });
  try {
    const read = await readSettings(workspace.settings);
    await learnZones([read.timezone], warehouse);
    return await work({
      ...{ workspace, settings: read, warehouse, threads: 1, sql: currentSql() },
      ...{ memoryMegabytes: 600, progress: silentProgress, now: () => Date.parse('2026-11-01') },
      ...(spark && { spark }),
    });
  } finally {
    await closeWarehouse(warehouse);
  }
}

const loadNow = (options?: LoadOptions): Promise<LoadResult> =>
  withEffects((effects) => load(effects, options));

const rowsOf = (sql: string) => withEffects(({ warehouse }) => warehouse.rows(sql));

describe('load of a table', () => {
  beforeEach(() => prepare({ provider: 'iceberg', snapshot: 5n, accepted: [...twoDays] }));

  it('records its rows as a batch with a segment a billing day', async () => {
    expect(await loadNow()).toMatchObject({
      ...{ files: 1, lines: 3, headers: 0, accepted: 3, rejected: 0, known: 0 },
    });
    expect(
      await rowsOf('select usage_date, lines, rows from segments order by usage_date'),
    ).toEqual([
      { usage_date: '2026-09-03', lines: 2n, rows: 2n },
      { usage_date: '2026-09-04', lines: 1n, rows: 1n },
    ]);
    expect(await rowsOf('select path, fingerprint from deliveries')).toEqual([
      { path, fingerprint: 'snapshot 5' },
    ]);
    expect(await readdir(workspace.scratch)).toEqual([]);
  });

  it('keeps its origin under the hash of the batch', async () => {
    await loadNow();
    const [fact] = await rowsOf(
      "select content from facts inner join batches using (sha256) where kind = 'table'",
    );
    expect(JSON.parse(String(fact!['content']))).toMatchObject({
      ...{
        format: 'imbill-table/1',
        source: 'logins',
        table: 'im.logins',
        snapshot: '5',
        rows: '3',
      },
    });
    expect(await withEffects(({ warehouse }) => verifyTables(warehouse))).toEqual([]);
    await rowsOf(`update facts set content = replace(content, '"5"', '"6"') where kind = 'table'`);
    expect(await withEffects(({ warehouse }) => verifyTables(warehouse))).toMatchObject([
      { where: `${path} (batch 1)`, key: 'origin', expected: 'the table as it was stored' },
    ]);
  });

  it('does not read a snapshot that it knows', async () => {
    await loadNow();
    fake.asked = [];
    expect(await loadNow()).toMatchObject({ files: 0, known: 1 });
    expect(fake.asked.filter((sql) => /^write|^select count/.test(sql))).toEqual([]);
  });

  it('replaces the rows by those of a later snapshot', async () => {
    await loadNow();
    fake.table = { ...fake.table, snapshot: 6n, accepted: [...twoDays, ['2026-09-05', 'u3']] };
    expect(await loadNow()).toMatchObject({
      files: 1,
      lines: 4,
      replaced: [{ path, batch_id: 1 }],
    });
    expect(
      await rowsOf(
        'select batch_id, withdrawn_sequence_number is null as counts from batches order by 1',
      ),
    ).toEqual([
      { batch_id: 1n, counts: false },
      { batch_id: 2n, counts: true },
    ]);
  });

  it('lets a snapshot of earlier rows count again', async () => {
    await loadNow();
    fake.table = { ...fake.table, snapshot: 6n, accepted: twoDays.slice(0, 2) };
    await loadNow();
    fake.table = { ...fake.table, snapshot: 5n, accepted: [...twoDays] };
    await loadNow();
    expect(
      await rowsOf('select batch_id from batches where withdrawn_sequence_number is null'),
    ).toEqual([{ batch_id: 1n }]);
  });

  it('changes nothing for the same rows in another snapshot', async () => {
    await loadNow();
    fake.table = { ...fake.table, snapshot: 6n };
    expect(await loadNow()).toMatchObject({ files: 0, known: 1, replaced: [] });
    expect(await rowsOf('select fingerprint from deliveries')).toEqual([
      { fingerprint: 'snapshot 6' },
    ]);
  });

  it('tells a table without snapshots by the fingerprint of its rows', async () => {
    await prepare({ provider: 'parquet', accepted: [...twoDays] });
    await loadNow();
    fake.asked = [];
    expect(await loadNow()).toMatchObject({ files: 0, known: 1 });
    expect(fake.asked.some((sql) => sql.startsWith('write'))).toBe(false);
    fake.table.accepted.push(['2026-09-05', 'u3']);
    expect(await loadNow()).toMatchObject({ files: 1, replaced: [{ path, batch_id: 1 }] });
  });

  it('counts the same rows under another name once', async () => {
    await prepare(
      { provider: 'iceberg', snapshot: 5n, accepted: [...twoDays] },
      settings('logins: [{ table: im.logins }, { table: im.renamed }]'),
    );
    expect(await loadNow()).toMatchObject({ files: 2, duplicates: 1, lines: 3 });
    expect(await loadNow()).toMatchObject({ files: 0, known: 2 });
  });

  it('refuses the same rows twice in a load while the first wait for its end', async () => {
    const table = { provider: 'parquet', accepted: [...twoDays], rejected: [emptyUser] };
    const entry = 'logins: [{ table: im.logins }, { table: im.renamed }]';
    await prepare(table, settings(entry, 'rejects: { max_share: 0.5 }'));
    await expect(loadNow()).rejects.toMatchObject({
      exitCode: 3,
      message: `table://im.renamed has the same 4 rows as ${path}, which this load reads too.
Accepted: rows that are in one table of a kind.
Remove one of both from imbill.yaml, or load again: what is recorded then counts once.`,
    });
    expect(await loadNow()).toMatchObject({ files: 1, duplicates: 1, known: 1, lines: 0 });
  });

  it('reads it again if a person asks, by its path or its kind', async () => {
    await loadNow();
    for (const again of [path, 'logins'])
      expect(await loadNow({ again, reason: 'doubt' })).toMatchObject({
        read_again: [{ path, because: 'asked', has_other_rows: false }],
      });
  });
});

describe('load of a table with rejected rows', () => {
  it('refuses it above rejects.max_share, and tells which rows', async () => {
    await prepare({ provider: 'parquet', accepted: [...twoDays], rejected: [emptyUser] });
    await expect(loadNow()).rejects.toMatchObject({
      exitCode: 3,
      message: `${path}, rejected row 1: user_id is empty; the row is ${emptyUser.row}.
Accepted: a user id (text), no blanks; empty_ids of the source names the words that stand for none.
Correct the rows, leave them out in a select with a where, or allow them with rejects.max_share in imbill.yaml.

1 of 4 lines were rejected, more than rejects.max_share (0) in imbill.yaml allows. Nothing of the files above was used.`,
    });
    expect(await rowsOf('select 1 from batches')).toEqual([]);
  });

  it('accepts the others within rejects.max_share, and keeps each reason', async () => {
    await prepare(
      { provider: 'parquet', accepted: [...twoDays], rejected: [emptyUser] },
      settings('logins: { table: im.logins }', 'rejects: { max_share: 0.5 }'),
    );
    expect(await loadNow()).toMatchObject({ lines: 4, accepted: 3, rejected: 1 });
    expect(await rowsOf('select line_number, column_name, reason from rejects')).toEqual([
      {
        ...{ line_number: 1n, column_name: 'user_id' },
        reason: `is empty; the row is ${emptyUser.row}`,
      },
    ]);
  });

  it('refuses more than can be kept, with their number by reason', async () => {
    await prepare(
      {
        provider: 'parquet',
        accepted: [...twoDays],
        rejected: [emptyUser],
        rejectedInAll: 100_001,
      },
      settings('logins: { table: im.logins }', 'rejects: { max_share: 1 }'),
    );
    await expect(loadNow()).rejects.toMatchObject({
      exitCode: 3,
      message: `${path}: 100001 of its 100004 rows were rejected, more than the 100000 of which each is kept as evidence:
  100001 rows: user_id is empty
Correct columns: in imbill.yaml, or leave such rows out in a select with a where. imbill sql "select * from rejects" lists the first.`,
    });
    expect(await rowsOf('select path, lines, rejected from refused_files')).toEqual([
      { path, lines: 100_004n, rejected: 100_001n },
    ]);
    expect(await readdir(workspace.scratch)).toEqual([]);
  });
});

describe('load of a table that cannot be trusted', () => {
  it('stops if the files hold other rows than Spark counted', async () => {
    await prepare({ provider: 'parquet', accepted: [...twoDays], lost: 1 });
    await expect(loadNow()).rejects.toMatchObject({
      exitCode: 1,
      message: `${path}: Spark counted 2 accepted rows of 2026-09-03, and its files hold 1 here.
Run the load again. If it fails again, check that engine.spark.shared is one folder for all. Nothing was recorded.`,
    });
    expect(await rowsOf('select 1 from batches')).toEqual([]);
  });

  it('refuses a time zone whose offset changes', async () => {
    await prepare(
      { provider: 'parquet', accepted: [] },
      settings().replace('Asia/Shanghai', 'Europe/Berlin'),
    );
    await expect(loadNow()).rejects.toMatchObject({
      exitCode: 3,
      message: `timezone is Europe/Berlin, whose offset from UTC changes. Spark and DuckDB are not proved to cut such days alike, so tables are not loaded.
Accepted: zones with one offset, such as Asia/Shanghai or UTC.
Export the rows to files, and load these.`,
    });
  });

  it('leaves a known table alone without Spark, and refuses a new one', async () => {
    await prepare({ provider: 'iceberg', snapshot: 5n, accepted: [...twoDays] });
    const onDuckDb = () =>
      withEffects(async (effects) => {
        const { spark: _, ...without } = effects;
        return load(without);
      });
    await expect(onDuckDb()).rejects.toMatchObject({
      exitCode: 3,
      message: `${path}: only Spark reads tables, and this command uses DuckDB.
Accepted: tables that were loaded before; their rows are in the lake.
Run it without --engine duckdb.`,
    });
    await loadNow();
    expect(await onDuckDb()).toMatchObject({ files: 0, known: 0, tables_not_read: [path] });
  });
});

describe('load of a table with user_ids: hmac', () => {
  it('stores hashes of its user ids, and rejected rows without text', async () => {
    const text = settings(
      'logins: { table: im.logins, user_ids: hmac }',
      'rejects: { max_share: 0.5 }\n',
    );
    await prepare({ provider: 'iceberg', accepted: [...twoDays], rejected: [emptyUser] }, text);
    await loadNow();
    expect(
      await rowsOf(`select count(distinct user_id) as users, min(length(user_id)) as shortest
        from read_parquet('${workspace.lake}/logins/*/*.parquet')`),
    ).toEqual([{ users: 2n, shortest: 64n }]);
    expect(await rowsOf('select column_name, value, reason from rejects')).toEqual([
      { column_name: 'user_id', value: '', reason: 'is empty' },
    ]);
    expect(await readdir(workspace.scratch)).toEqual([]);
  });
});
