import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, mixedLogs } from '../../src/testing/mixed-month.ts';
import { expectDone, imbillOnSpark, useCluster } from '../../src/testing/spark/spark-workspace.ts';
import { describeWithSpark, sparkCluster } from '../../src/testing/spark/with-spark.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { csv, writeWorkspace } from '../../src/testing/write-workspace.ts';

const month = '2026-09';
let onSpark: string;
let onDuckdb: string;

/** Bandwidth that a person should look at: conflicting values of a node, several lines without one. */
const oddBandwidth = csv('time,app_id,mbps,region,node', [
  '2026-09-05T23:55:00+08:00,a1,12.5,domestic,n1',
  '2026-09-05T23:55:00+08:00,a1,999999999.000001,domestic,n1',
  '2026-09-05T23:55:00+08:00,b1,1.000001,international,',
  '2026-09-05T23:59:59.999999+08:00,b1,2.000002,international,',
]);

describeWithSpark('counting on Spark', () => {
  beforeAll(async () => {
    const files = Object.fromEntries(
      mixedLogs.map(({ kind, header, rows }) => [`logs/${kind}/all.csv`, csv(header, rows)]),
    );
    const texts = { ...mixedAccounts, files: { ...files, 'logs/bandwidth/odd.csv': oddBandwidth } };
    onDuckdb = await writeWorkspace(texts);
    onSpark = await writeWorkspace(texts);
    // The lake moves: the executors see another folder than the workspace.
    await useCluster(onSpark, { shared: await tempFolder(), load: false });
    for (const folder of [onDuckdb, onSpark])
      expectDone(await imbillOnSpark(folder, 'run', '--month', month));
  });

  it('gives the rows, the findings and the measured days of DuckDB', async () => {
    for (const table of ['daily_usage', 'monthly_users', 'usage_findings', 'measured_days']) {
      const rows = await rowsOf(onDuckdb, table);
      expect(rows.length).toBeGreaterThan(0);
      expect(await rowsOf(onSpark, table)).toEqual(rows);
    }
  });

  it('goes on from the users that were counted before', async () => {
    const more = csv('time,app_id,user_id', ['2026-09-20T12:00:00+08:00,a1,latecomer']);
    for (const folder of [onDuckdb, onSpark]) {
      await writeFile(join(folder, 'logs/logins/late.csv'), more);
      expectDone(await imbillOnSpark(folder, 'preview', '--month', month));
    }
    const rows = await rowsOf(onDuckdb, 'monthly_users');
    expect(await rowsOf(onSpark, 'monthly_users')).toEqual(rows);
    expect(await rowsOf(onSpark, 'daily_usage')).toEqual(await rowsOf(onDuckdb, 'daily_usage'));
  });

  it('says what is wrong with a segment that the cluster cannot read, and records nothing', async () => {
    const [row] = await rowsOf(onSpark, 'segments', "where source = 'groups'");
    const path = join(onSpark, String(row![3]));
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.length - 100));
    await warehouseRows(onSpark, "delete from measured_days where source = 'groups'");
    const failed = await imbillOnSpark(onSpark, 'preview', '--month', month);
    expect(failed.stderr).toContain(`Spark at ${sparkCluster().remote} reports: `);
    expect(failed.exitCode).toBe(1);
    expect(await rowsOf(onSpark, 'measured_days', "where source = 'groups'")).toEqual([]);
    await writeFile(path, whole);
    await rm(join(onSpark, 'logs/logins/late.csv'));
  });
});

function rowsOf(folder: string, table: string, where = '') {
  return warehouseRows(folder, `select * from ${table} ${where} order by all`);
}
