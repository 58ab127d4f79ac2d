import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, mixedLogs } from '../../src/testing/mixed-month.ts';
import { removeTempFolders, tempFolder } from '../../src/testing/temp-folder.ts';
import { sparkSettingsText, testSpark } from '../../src/testing/test-spark.ts';
import { csv, writeWorkspace } from '../../src/testing/write-workspace.ts';

const month = '2026-09';
const minutes = 60_000;
let onSpark: string;
let onDuckdb: string;

/** Bandwidth that a person should look at: conflicting values of a node, several lines without one. */
const oddBandwidth = csv('time,app_id,mbps,region,node', [
  '2026-09-05T23:55:00+08:00,a1,12.5,domestic,n1',
  '2026-09-05T23:55:00+08:00,a1,999999999.000001,domestic,n1',
  '2026-09-05T23:55:00+08:00,b1,1.000001,international,',
  '2026-09-05T23:59:59.999999+08:00,b1,2.000002,international,',
]);

describe.skipIf(testSpark === undefined)('counting on Spark', () => {
  beforeAll(async () => {
    const files = Object.fromEntries(
      mixedLogs.map(({ kind, header, rows }) => [`logs/${kind}/all.csv`, csv(header, rows)]),
    );
    const texts = { ...mixedAccounts, files: { ...files, 'logs/bandwidth/odd.csv': oddBandwidth } };
    onDuckdb = await writeWorkspace(texts);
    onSpark = await writeWorkspace(texts);
    await appendFile(join(onSpark, 'imbill.yaml'), sparkSettingsText(await tempFolder()));
    await succeed('run', '--month', month, '--workspace', onDuckdb);
    await succeed('run', '--month', month, '--workspace', onSpark);
  }, 30 * minutes);
  afterAll(removeTempFolders);

  it('gives the rows, the findings and the measured days of DuckDB', async () => {
    for (const table of ['daily_usage', 'monthly_users', 'usage_findings', 'measured_days']) {
      const rows = await rowsOf(onDuckdb, table);
      expect(rows.length).toBeGreaterThan(0);
      expect(await rowsOf(onSpark, table)).toEqual(rows);
    }
  });

  it('gives the same bytes of every invoice and report', async () => {
    const bytes = await hashesBelow(join(onDuckdb, 'out'));
    expect(Object.keys(bytes).length).toBeGreaterThan(5);
    expect(await hashesBelow(join(onSpark, 'out'))).toEqual(bytes);
  });

  it('tells in the evidence which engine counted, and only there', async () => {
    const facts = await rowsOf(onSpark, 'facts', "where kind = 'evidence'");
    const evidence = JSON.parse(String(facts[0]!.at(-1)));
    expect(evidence.counted_by).toEqual(
      ['bandwidth', 'groups', 'logins of the month'].map((measurement) => ({
        engine: 'spark',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        settings: {},
        statements_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        measurement,
      })),
    );
    const others = await rowsOf(onDuckdb, 'facts', "where kind = 'evidence'");
    expect(JSON.parse(String(others[0]!.at(-1)))).not.toHaveProperty('counted_by');
  });

  it(
    'is verified, and measured again by either engine',
    async () => {
      const verified = await succeed('invoice', 'verify', '--workspace', onSpark);
      expect(verified).toMatch(/no difference/i);
      for (const engine of ['duckdb', 'spark'])
        expect(
          await succeed(
            ...['invoice', 'regenerate', '--month', month, '--from-raw', '--engine', engine],
            ...['--workspace', onSpark],
          ),
        ).not.toMatch(/DIFFERENT/);
    },
    30 * minutes,
  );

  it(
    'goes on from the users that were counted before',
    async () => {
      const more = csv('time,app_id,user_id', ['2026-09-20T12:00:00+08:00,a1,latecomer']);
      for (const folder of [onDuckdb, onSpark]) {
        await writeFile(join(folder, 'logs/logins/late.csv'), more);
        await succeed('preview', '--month', month, '--workspace', folder);
      }
      const rows = await rowsOf(onDuckdb, 'monthly_users');
      expect(await rowsOf(onSpark, 'monthly_users')).toEqual(rows);
      expect(await rowsOf(onSpark, 'daily_usage')).toEqual(await rowsOf(onDuckdb, 'daily_usage'));
    },
    30 * minutes,
  );

  it(
    'says what is wrong with a segment that the cluster cannot read, and records nothing',
    async () => {
      const [row] = await rowsOf(onSpark, 'segments', "where source = 'groups'");
      const path = join(onSpark, String(row![3]));
      const whole = await readFile(path);
      await writeFile(path, whole.subarray(0, whole.length - 100));
      await warehouseRows(onSpark, "delete from measured_days where source = 'groups'");
      const failed = await imbill(['preview', '--month', month, '--workspace', onSpark]);
      expect(failed.stderr).toContain(`Spark at ${testSpark} reports: `);
      expect(failed.exitCode).toBe(1);
      expect(await rowsOf(onSpark, 'measured_days', "where source = 'groups'")).toEqual([]);
      await writeFile(path, whole);
      await rm(join(onSpark, 'logs/logins/late.csv'));
    },
    30 * minutes,
  );
});

async function succeed(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await imbill(args);
  expect(`${exitCode} ${stderr}`).toMatch(/^0 /);
  return stdout;
}

function rowsOf(folder: string, table: string, where = '') {
  return warehouseRows(folder, `select * from ${table} ${where} order by all`);
}
