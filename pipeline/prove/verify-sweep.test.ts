import { beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import { Database, identifier } from '../../src/duckdb/duckdb.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import type { Verification } from '../../src/jobs/verify.ts';
import type { Difference } from '../../src/ledger/difference.ts';
import { verifySeal } from '../../src/ledger/verify/verify-seal.ts';
import {
  correct,
  erase,
  load,
  preview,
  run,
  voidInvoice,
  withdraw,
} from '../../src/testing/jobs.ts';
import { signingKey } from '../../src/testing/signing-key.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';
import { closeWarehouse, openWarehouse } from '../../src/warehouse/open-warehouse.ts';
import { type TableShape, tableShapes } from '../../src/warehouse/table-shapes.ts';
import { createViews } from '../../src/warehouse/views.ts';
import { type Workspace, workspaceAt } from '../../src/workspace/workspace.ts';
import { verify } from './verify.ts';

/** Tables that may have no row in the prepared workspace, each with the reason. */
const mayBeEmpty: Readonly<Record<string, string>> = {};

/** One way to alter a table. */
interface Point {
  name: string;
  sql: string;
  /** Gives how many values there are to change places; without two nothing would be altered. */
  values?: string;
}

let workspace: Workspace;
let shapes: TableShape[];

/** No two rows of a table that would be the same with a value exchanged. */
const logins = [
  '2026-09-03T10:00:00+08:00,a1,u1',
  '2026-09-03T11:00:00+08:00,a1,u2',
  '2026-09-03T11:30:00+08:00,a1,u2',
  '2026-09-05T10:00:00+08:00,b1,user-3',
  'no time,a1,u4',
  'never,b1,u5',
  '2026-09-03T11:30:00+08:00,a1,u6',
  'never,b1,user-3,much',
];

/** Settings by which deliveries are missing. */
const expecting = defaultSettings.replace(
  '"logs/logins/**/*"',
  '"logs/logins/**/*", expect: { every: day, per: app }',
);

/**
 * With every kind of row: a late file, a withdrawn one, a rejected line, a correction, a void, a draft, an alert, an
 * erased user.
 */
beforeAll(async () => {
  const folder = await writeWorkspace({
    settings: `log: { key: "${await signingKey()}" }\n${expecting}rejects: { max_share: 0.5 }\nalerts: [{ amount: [5, 900] }]\n`,
    customers: ['acme,Acme,a1', 'beta,Beta,b1'],
    purchases: [
      ...['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-01,1'],
      ...['o3,a1,pro,2026-10-01,1', 'o4,b1,pro,2026-10-01,1'],
    ],
    files: {
      'logs/bandwidth/a.csv': csv('time,app_id,mbps,node', [
        '2026-09-03T10:00:00+08:00,a1,10,n1',
        '2026-09-03T10:00:00+08:00,a1,11,n1',
        '2026-09-04T10:00:00+08:00,b1,7,n1',
      ]),
      'logs/logins/l.csv': csv(headers.logins, logins),
      'logs/daily/d.csv': csv('date,app_id,metric,value', ['2026-09-03,b1,groups,5']),
      'logs/daily/e.csv.gz': csv('date,app_id,metric,value', ['2026-09-04,b1,groups,5']),
      'logs/daily/f.csv.gz': csv('date,app_id,metric,value', ['2026-09-05,b1,groups,5']),
      'logs/daily/SHA256SUMS': ['e', 'f']
        .map((name) => `${'0'.repeat(64)}  ${name}.csv.gz\n`)
        .join(''),
    },
  });
  await run(folder, '2026-09');
  await preview(folder, '2026-10');
  await writeFiles(folder, {
    'logs/bandwidth/late.csv': csv(headers.bandwidth, ['2026-09-06T10:00:00+08:00,a1,20']),
    'logs/logins/copy.csv': csv(headers.logins, logins),
    'logs/logins/wrong.csv': csv('time,app_id', ['2026-09-06T10:00:00+08:00,a1']),
    'logs/logins/other.csv': csv('time,app_id', ['2026-09-07T10:00:00+08:00,a1']),
  });
  await expect(load(folder)).rejects.toThrow('wrong.csv');
  await correct(folder, '2026-09');
  await withdraw(folder, 'logs/bandwidth/late.csv');
  await correct(folder, '2026-09');
  await erase(folder, { appId: 'b1', userId: 'user-3', reason: 'asked' });
  await writeFiles(folder, {
    'logs/bandwidth/later.csv': csv(headers.bandwidth, ['2026-09-07T10:00:00+08:00,a1,30']),
  });
  await expect(load(folder)).rejects.toThrow('wrong.csv');
  await voidInvoice(folder, 'INV-2026-000002', { reason: 'sent twice' });
  workspace = workspaceAt(folder);
  await noteRareRows();
  await opened(async (database) => {
    shapes = await tableShapes(database);
  });
}, 900_000);

/** Adds what a cluster leaves (who read the files of two loads, who counted two days), keys of user ids, and anomalies. */
async function noteRareRows(): Promise<void> {
  const opener = { command: 'imbill test', startedAt: '2026-10-01T00:00:00Z' };
  const warehouse = await openWarehouse(workspace, opener, { threads: 1 });
  await warehouse.run(`insert into anomalies values
      ('2026-09', 1, 'dau-drop', date '2026-09-03', 1, 'logins', 'dau', 'a1', 'a1', 1, 9, 'one'),
      ('2026-09', 2, 'dau-spike', date '2026-09-04', 2, 'groups', 'groups', 'b1', 'b1', 2, 8, 'two');
    insert into told_anomalies values ('{"code":"dau-drop"}')`);
  await warehouse.run(`insert into load_workers values (1, '{"platform":"linux-x64"}'), (2, '{"platform":"linux-arm64"}');
    insert into counted_by values
      ('groups', date '2026-09-01', 'one', '{"version":"4.3.0"}'),
      ('bandwidth', date '2026-09-02', 'two', '{"version":"3.5.9"}');
    insert into user_id_keys values ('a1', '2026-09', 'one'), ('b1', '2026-10', 'two')`);
  await closeWarehouse(warehouse);
}

async function opened(work: (database: Database) => Promise<void>): Promise<void> {
  const database = await Database.open({ path: workspace.warehouse });
  try {
    await createViews(database);
    await work(database);
  } finally {
    database.close();
  }
}

function verified(warehouse: Database): Promise<Verification> {
  const sql = currentSql();
  const effects = { workspace, warehouse, sql, threads: 1, memoryMegabytes: 600 };
  return verify({ isQuick: true }, { ...effects, progress: silentProgress });
}

const changed: Readonly<Record<string, (column: string) => string>> = {
  VARCHAR: (column) =>
    `coalesce(left(${column}, length(${column}) // 2), '') || 'x' || coalesce(right(${column}, length(${column}) - length(${column}) // 2), '')`,
  BOOLEAN: (column) => `not coalesce(${column}, false)`,
  DATE: (column) => `coalesce(${column}, date '2026-01-01') + 1000`,
  TIMESTAMP: (column) => `coalesce(${column}, timestamp '2026-01-01') + interval 1 second`,
};

function otherValue(column: string, type: string): string {
  return (changed[type] ?? ((one: string) => `coalesce(${one}, 0) + 1000`))(identifier(column));
}

/** Every column's value in one row, values that change places, a row less and a row more. */
function pointsOf({ name, columns, keys }: TableShape): Point[] {
  const table = identifier(name);
  const first = name === 'meta' ? "key <> 'seal'" : 'true';
  const row = `rowid = (select min(rowid) from ${table} where ${first})`;
  const altered = columns.map(({ name: column, type }) => ({
    name: `${name}.${column}`,
    sql: `update ${table} set ${identifier(column)} = ${otherValue(column, type)} where ${row}`,
  }));
  const swapped = columns
    .filter(({ name: column }) => !keys.some((key) => key.columns.includes(column)))
    .map(({ name: column }) => ({
      name: `${name}.${column}, of two rows`,
      values: `select count(distinct coalesce(cast(${identifier(column)} as varchar), chr(0))) as n from ${table}`,
      sql: `update ${table} set ${identifier(column)} = other.value
        from (select mine.rowid as place, yours.${identifier(column)} as value
          from ${table} as mine inner join ${table} as yours
            on mine.${identifier(column)} is distinct from yours.${identifier(column)}
          where least(mine.rowid, yours.rowid) = (
              select min(one.rowid) from ${table} as one inner join ${table} as two
              on one.${identifier(column)} is distinct from two.${identifier(column)})
            and greatest(mine.rowid, yours.rowid) = (
              select min(two.rowid) from ${table} as one inner join ${table} as two
              on one.${identifier(column)} is distinct from two.${identifier(column)}
              where one.rowid = (
                select min(one.rowid) from ${table} as one inner join ${table} as two
                on one.${identifier(column)} is distinct from two.${identifier(column)})
              and two.rowid > one.rowid)
        ) as other where ${table}.rowid = place`,
    }));
  const keyed = new Set(keys.flatMap((key) => key.columns));
  const values = columns.map(({ name: column, type }) =>
    keyed.has(column) ? otherValue(column, type) : identifier(column),
  );
  return [
    ...altered,
    ...swapped,
    { name: `${name}, a row less`, sql: `delete from ${table} where ${row}` },
    {
      name: `${name}, a row more`,
      sql: `insert into ${table} select ${values.join(', ')} from ${table} where ${row}`,
    },
  ];
}

/** With IMBILL_SWEEP=all every point is verified whole; else only those that the seal does not name. */
const isWhole = process.env['IMBILL_SWEEP'] === 'all';

/** What the verification names with one point altered, which is taken back. */
async function namedBy({ sql }: Point, database: Database): Promise<string[]> {
  await database.run('begin transaction');
  try {
    await database.run(sql);
    const bySeal: Difference[] = [];
    if (!isWhole) await verifySeal(database, bySeal);
    const differences = bySeal.length > 0 ? bySeal : (await verified(database)).differences;
    return differences.map(({ check, where }) => `${check} ${where}`);
  } finally {
    await database.run('rollback');
  }
}

describe('verify', () => {
  it('finds nothing in the prepared workspace, in which every table has rows', async () => {
    await opened(async (database) => {
      const { differences, sealed } = await verified(database);
      expect([differences, sealed]).toEqual([[], true]);
      for (const { name } of shapes) {
        const { rows } = await database.one<{ rows: bigint }>(
          `select count(*) as rows from ${identifier(name)}`,
        );
        if (mayBeEmpty[name] === undefined) expect([name, rows > 0n]).toEqual([name, true]);
      }
    });
  });

  it('names every value of every table that is altered, and rows that are gone or new', async () => {
    const unnamed: string[] = [];
    await opened(async (database) => {
      for (const point of shapes.flatMap(pointsOf)) {
        const { values } = point;
        if (values !== undefined && (await database.one<{ n: bigint }>(values)).n < 2n) continue;
        if ((await namedBy(point, database)).length === 0) unnamed.push(point.name);
      }
    });
    expect(unnamed).toEqual([]);
  }, 10_000_000);

  it('names a last entry of the audit that is gone, though its head was written anew', async () => {
    await opened(async (database) => {
      const sql = `delete from audit where entry = (select max(entry) from audit);
        update meta set value = (select entry || ' ' || sha256 from audit order by entry desc limit 1)
        where key = 'audit_head'`;
      await database.run('begin transaction');
      await database.run(sql);
      const { differences } = await verified(database);
      await database.run('rollback');
      const named = differences.map(({ check, where, key }) => `${check} ${where} ${key}`);
      expect(named).toEqual([
        'audit audit CRN-2026-000002',
        'audit audit INV-2026-000003',
        'seal table audit rows',
        'seal table meta rows',
        'log entry 17 audit entry 8',
      ]);
    });
  });
});
